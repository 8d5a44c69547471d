using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.Kubernetes.Http;

/// <summary>How a client behaves, apart from where it connects to.</summary>
public sealed record KubernetesClientOptions
{
    public static KubernetesClientOptions Default { get; } = new();

    /// <summary>How long one attempt of a request, or the opening of a watch, may take. A little more than the 60 s after which
    /// servers give up by themselves, so that their answer arrives. An open watch has no limit.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>For TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An HTTP/2 connection from which nothing came for so long is pinged, in real time.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection that does not answer a ping within this time is dead, with every request on it.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an exec plugin may run.</summary>
    public TimeSpan ExecTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest answer or watch event accepted, after decompression. Servers store at most 3 MiB per object.</summary>
    public long MaxObjectBytes { get; init; } = 100 << 20;

    /// <summary>The largest list accepted, after decompression: unpaged lists of large clusters reach hundreds of MiB.</summary>
    public long MaxListBytes { get; init; } = 1 << 30;

    /// <summary>
    /// Asked before each request, and again before bytes leave for the server: once it says no, nothing is sent any more, and what was about to be sent fails with a
    /// <see cref="SendingRefusedException"/> or breaks its connection. Who may write only while they lead give <c>LeaderElector.IsLeader</c>: it is computed when asked,
    /// so a process that was stopped for longer than its lease sends nothing when it goes on. Called often, from any thread; must not throw. Null: always.
    /// </summary>
    public Func<bool>? MaySend { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
