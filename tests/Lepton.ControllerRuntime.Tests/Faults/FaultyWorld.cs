using System.Net.Security;
using Lepton.ControllerRuntime.Connectivity;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Tests.Clusters;
using Lepton.ControllerRuntime.Tests.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Faults;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>A server, a line to it that can be made to fail in every way, and an informer at the other end that must not care.</summary>
internal sealed class FaultyWorld : IAsyncDisposable
{
    /// <summary>The runtime's patience, minutes of it, passes this much faster than real time.</summary>
    private const double Haste = 10;

    private static readonly ApiServerMonitorOptions Watchful = new()
    {
        Interval = TimeSpan.FromSeconds(5),
        RetryInterval = TimeSpan.FromSeconds(1),
        UnreachableInterval = TimeSpan.FromSeconds(2),
        Timeout = TimeSpan.FromSeconds(15),
    };

    private readonly KubernetesClient _client;
    private readonly SharedInformerFactory _factory;
    private readonly List<RecordingHandler> _handlers = [new() { KeepsCalls = false }, new() { KeepsCalls = false }];
    private int _failures;

    private FaultyWorld(ClusterUnderTest cluster, FaultProxy line)
    {
        (Cluster, Line) = (cluster, line);
        // HTTP/2's pings are in real time.
        _client = cluster.Through(line, new() { Time = Time, KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(2) });
        _factory = new(_client, new() { Monitor = Watchful }, Time);
        Informer = _factory.For<V1ConfigMap>(new() { Namespace = cluster.Namespace, LabelSelector = ChangingMaps.Selector, Reflector = new() { SilenceLimit = TimeSpan.FromSeconds(30) } });
        Informer.StateChanged += (_, change) => Interlocked.Add(ref _failures, change.Now.ConsecutiveFailures > change.Before.ConsecutiveFailures ? 1 : 0);
        _handlers.ForEach(h => Informer.AddHandler(h));
    }

    internal ClusterUnderTest Cluster { get; }

    internal FaultProxy Line { get; }

    internal ChangingMaps Maps => Cluster.Maps;

    internal AcceleratedTimeProvider Time { get; } = new(Haste);

    internal ISharedInformer<V1ConfigMap> Informer { get; }

    /// <summary>Answers the server is made to give at this moment.</summary>
    internal List<IAsyncDisposable> Injected { get; } = [];

    /// <summary>Calls of all handlers so far.</summary>
    internal int Delivered => _handlers.Sum(h => h.Count);

    internal static async Task<FaultyWorld> StartAsync(params SslApplicationProtocol[] protocols)
    {
        var cluster = await ClusterUnderTest.StartAsync();
        var world = new FaultyWorld(cluster, cluster.Proxy(protocols));
        world.Maps.Put("m0", "first");
        world._factory.Start();
        await world.CaughtUpAsync();
        return world;
    }

    /// <summary>A handler that joins while all this goes on.</summary>
    internal void AddHandler()
    {
        var handler = new RecordingHandler { KeepsCalls = false };
        _handlers.Add(handler);
        Informer.AddHandler(handler);
    }

    /// <summary>Waits until the informer has noticed that something is wrong.</summary>
    internal Task NoticedAsync(int failuresBefore) => Eventually.TrueAsync(() => Failures > failuresBefore);

    /// <summary>Failures so far; goes up only.</summary>
    internal int Failures => Volatile.Read(ref _failures);

    /// <summary>Everything that is wrong at this moment: the cache against the server, each handler against the server, and calls that contradict earlier ones.</summary>
    internal IReadOnlyList<string> Differences()
    {
        var truth = Maps.Truth();
        return
        [
            .. Compare("the cache", truth, Cache()),
            .. _handlers.SelectMany((h, i) => Compare($"handler {i}", truth, h.Describe())),
            .. _handlers.SelectMany(h => h.Contradictions),
        ];
    }

    /// <summary>Waits until nothing is wrong.</summary>
    internal async Task CaughtUpAsync()
    {
        try
        {
            await Eventually.TrueAsync(() => Differences().Count == 0, TimeSpan.FromSeconds(120));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{string.Join("; ", Differences())} ({Informer.Health})");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _client.Dispose();
        await Line.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private IReadOnlyList<string> Cache() =>
        [.. Informer.Lister.List().Select(m => $"{RecordingHandler.Name(m)}={RecordingHandler.Value(m)}").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Compare(string who, IReadOnlyList<string> truth, IReadOnlyList<string> seen) =>
        truth.Except(seen).Select(t => $"{who} lacks {t}").Concat(seen.Except(truth).Select(s => $"{who} still has {s}"));
}
