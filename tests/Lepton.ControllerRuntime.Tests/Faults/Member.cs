using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Tests.Clusters;
using Lepton.ControllerRuntime.Tests.Informers;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Faults;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>A member cluster as an operator follows it, everything at its defaults, and the things in it that change all the time.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly FaultProxy _line;
    private readonly KubernetesClient _client;
    private readonly SharedInformerFactory _factory;
    private readonly ISharedInformer<V1ConfigMap> _informer;
    private readonly RecordingHandler _handler = new() { KeepsCalls = false };
    private readonly CancellationTokenSource _stop = new();
    private int _noticed;
    private Task _changing = Task.CompletedTask;

    private Member(string name, ClusterUnderTest cluster, KubernetesClientConfiguration configuration)
    {
        (Name, Cluster, _line) = (name, cluster, cluster.Tunnel());
        var host = new Uri(configuration.Host).Host;
        if (host != "127.0.0.1")
            configuration.TlsServerName ??= host;
        configuration.Host = _line.Url.ToString();
        _client = new(configuration);
        _factory = new(_client, new() { ClusterName = name });
        _informer = _factory.For<V1ConfigMap>(new() { Namespace = cluster.Namespace, LabelSelector = ChangingMaps.Selector });
        _informer.AddHandler(_handler);
        _informer.StateChanged += (_, change) => Notice(change.Now.ConsecutiveFailures > change.Before.ConsecutiveFailures || change is { Before.IsConnected: true, Now.IsConnected: false });
        _factory.Monitor.Changed += (_, change) => Notice(change.Now.IsReachable == false);
    }

    internal string Name { get; }

    internal ClusterUnderTest Cluster { get; }

    internal ChangingMaps Maps => Cluster.Maps;

    /// <summary>How often its connection was seen to fail.</summary>
    internal int Noticed => Volatile.Read(ref _noticed);

    internal bool IsConnected => _informer.Health.IsConnected;

    internal int Delivered => _handler.Count;

    internal int Changes { get; private set; }

    internal static async Task<Member> StartAsync(string name, Func<ClusterUnderTest, KubernetesClientConfiguration> login)
    {
        var cluster = await ClusterUnderTest.StartAsync(name);
        var member = new Member(name, cluster, login(cluster));
        member._factory.Start();
        await Eventually.EndAsync(member._factory.WaitForSyncAsync());
        await Eventually.TrueAsync(() => member.IsConnected);
        return member;
    }

    /// <summary>Its API server ends. A given one is the server of the others too, so that it ends for this member alone: nothing is where it was.</summary>
    internal async Task DieAsync()
    {
        if (Cluster is SandboxedCluster sandbox)
            await sandbox.StopAsync();
        _line.Refuse();
        _line.ResetAll();
    }

    /// <param name="forgetful">The server has forgotten what was before, where it can be made to.</param>
    internal async Task ReturnAsync(bool forgetful)
    {
        if (Cluster is SandboxedCluster sandbox)
        {
            if (forgetful)
                await sandbox.ForgetAsync();
            await sandbox.StartAsync();
        }

        _line.Accept();
    }

    /// <summary>From now on something changes a hundred times a second.</summary>
    internal void BeginChanges(int seed) => _changing = Task.Run(async () =>
    {
        var random = new Random(seed);
        for (; !_stop.IsCancellationRequested; Changes++)
        {
            Maps.Change(random);
            await Task.Delay(10);
        }
    });

    internal async Task EndChangesAsync()
    {
        await _stop.CancelAsync();
        await Eventually.EndAsync(_changing);
    }

    /// <summary>What the cache and the handler do not know, or know wrongly.</summary>
    internal IReadOnlyList<string> Differences()
    {
        var truth = Maps.Truth();
        var cache = _informer.Lister.List().Select(m => $"{RecordingHandler.Name(m)}={RecordingHandler.Value(m)}").ToList();
        return [.. Wrong("cache", cache), .. Wrong("handler", _handler.Describe()), .. _handler.Contradictions];
        IEnumerable<string> Wrong(string who, IReadOnlyList<string> seen) => truth.Except(seen).Concat(seen.Except(truth)).Select(what => $"{Name}: {who}: {what}");
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _client.Dispose();
        await _line.DisposeAsync();
        await Cluster.DisposeAsync();
        _stop.Dispose();
    }

    private void Notice(bool bad)
    {
        if (bad)
            Interlocked.Increment(ref _noticed);
    }
}
