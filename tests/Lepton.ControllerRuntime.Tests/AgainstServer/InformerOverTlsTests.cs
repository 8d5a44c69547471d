using Lepton.ControllerRuntime.Connectivity;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Tests.Clusters;
using Lepton.ControllerRuntime.Tests.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Clusters;
using Lepton.Testing.Faults;

namespace Lepton.ControllerRuntime.Tests.AgainstServer;

/// <summary>The informers with the real client, over real sockets, to a server that dies and comes back.</summary>
[Collection(EndingServers.Name)]
public sealed class InformerOverTlsTests : IAsyncLifetime
{
    private static readonly ApiServerMonitorOptions Impatient = new()
    {
        Interval = TimeSpan.FromMilliseconds(300),
        RetryInterval = TimeSpan.FromMilliseconds(100),
        UnreachableInterval = TimeSpan.FromMilliseconds(200),
        Timeout = TimeSpan.FromSeconds(1),
    };

    private ClusterUnderTest _cluster = null!;
    private FaultProxy _line = null!;
    private KubernetesClient _client = null!;
    private readonly RecordingHandler _handler = new();
    private SharedInformerFactory _factory = null!;
    private ISharedInformer<V1ConfigMap> _maps = null!;

    public async Task InitializeAsync()
    {
        _cluster = await ClusterUnderTest.StartAsync();
        _line = _cluster.Proxy();
        _client = _cluster.Through(_line);
        _factory = new(_client, new() { ClusterName = "sandbox", Monitor = Impatient });
        _maps = _factory.For<V1ConfigMap>(new() { Namespace = _cluster.Namespace, LabelSelector = ChangingMaps.Selector });
        _maps.AddHandler(_handler);
        Maps.Put("a", "1");
        _factory.Start();
        await Eventually.EndAsync(_factory.WaitForSyncAsync());
    }

    public async Task DisposeAsync()
    {
        await _factory.DisposeAsync();
        _client.Dispose();
        await _line.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Changes_arrive_and_a_quiet_watch_counts_as_connected()
    {
        await Eventually.TrueAsync(() => _maps.Health.IsConnected && _factory.Monitor.Health.IsReachable == true);
        Maps.Put("a", "2");
        Maps.Put("b", "1");
        Maps.Remove("b");
        await Eventually.TrueAsync(() => _handler.Calls.Count == 4);

        var ns = _cluster.Namespace;
        Assert.Equal([$"initial {ns}/a=1", $"update {ns}/a=1->2", $"add {ns}/b=1", $"delete {ns}/b=1"], _handler.Calls);
        Assert.Null(_maps.Lister.List()[0].Metadata.ManagedFields);
    }

    [SkippableFact]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    [Trait("Rule", "Complaints/too-old-versions-are-survived")]
    public async Task A_server_that_is_gone_is_noticed_and_nothing_it_did_meanwhile_is_missed()
    {
        CanEnd();
        Maps.Put("gone", "1");
        await CaughtUpAsync();
        for (var round = 0; round < 3; round++)
        {
            // The line is cut before and joined after the server's absence: of a given server that is the only time in which something can change.
            _line.Refuse();
            _line.ResetAll();
            Maps.Put("a", $"while away {round}");
            await _cluster.StopAsync();
            await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == false && !_maps.Health.IsConnected);
            Assert.NotNull(_maps.Health.LastError);
            Maps.Put($"new-{round}", "1");
            Maps.Remove("gone");
            await _cluster.StartAsync();
            Maps.Remove("gone");
            if (round == 1)
                await _cluster.ForgetAsync();
            _line.Accept();
            // A pause between two attempts may last a minute by now.
            await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == true && _maps.Health is { IsConnected: true, ConsecutiveFailures: 0 }, TimeSpan.FromMinutes(3));
            await CaughtUpAsync();
        }

        Assert.Empty(_handler.Contradictions);
        Assert.Contains(_handler.Calls, c => c == $"delete {_cluster.Namespace}/gone=1" || c == $"vanish {_cluster.Namespace}/gone=1");
    }

    [SkippableFact]
    public async Task Changes_during_restarts_reach_the_cache_whenever_they_happen()
    {
        CanEnd();
        using var stop = new CancellationTokenSource();
        var changes = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                try
                {
                    Maps.Put($"m{i % 7}", $"{i}");
                    if (i % 3 == 0)
                        Maps.Remove($"m{(i + 3) % 7}");
                }
                catch (Exception e) when (e is HttpRequestException or KubernetesApiException && GivenServer.IsGiven)
                {
                    // Its server ends under this change: it was made or it was not.
                }

                await Task.Delay(1);
            }
        });
        for (var i = 0; i < 4; i++)
        {
            await Task.Delay(100);
            await _cluster.StopAsync();
            if (i % 2 == 0 && !GivenServer.IsGiven)
                await _cluster.ForgetAsync();
            await Task.Delay(50);
            await _cluster.StartAsync();
        }

        await stop.CancelAsync();
        await Eventually.EndAsync(changes);
        await CaughtUpAsync();
        Assert.Empty(_handler.Contradictions);
    }

    [SkippableFact]
    public async Task A_revoked_token_is_noticed_although_the_server_lives()
    {
        await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == true);
        await _cluster.RevokeAsync();

        await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == false);
        Assert.True(Assert.IsType<KubernetesApiException>(_factory.Monitor.Health.LastError).IsUnauthorized);
        await Eventually.TrueAsync(() => _maps.Health is { IsConnected: false, LastError: not null });
    }

    [Fact]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public async Task A_server_that_accepts_and_never_answers_is_noticed()
    {
        await Eventually.TrueAsync(() => _maps.Health.IsConnected && _factory.Monitor.Health.IsReachable == true);
        await using (_cluster.Answer(_line, new() { Latency = TimeSpan.FromHours(1) }))
        {
            _line.CloseAll();
            await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == false && !_maps.Health.IsConnected);
            Assert.IsType<StalledException>(_factory.Monitor.Health.LastError);
        }

        Maps.Put("a", "after");
        await CaughtUpAsync();
    }

    [Fact]
    public async Task Objects_of_any_kind_are_followed_as_JSON_and_as_metadata()
    {
        var json = _factory.For(ResourceDefinition.Of<V1ConfigMap>(), new() { Namespace = _cluster.Namespace, LabelSelector = "test=yes" });
        var metadata = _factory.For<V1ConfigMap>(new() { Namespace = _cluster.Namespace, LabelSelector = "test=yes", MetadataOnly = true });
        await Eventually.EndAsync(_factory.WaitForSyncAsync());

        Assert.Equal("1", (string?)Assert.Single(json.Lister.List()).Json["data"]!["v"]);
        Assert.Null(Assert.Single(metadata.Lister.List()).Data);
        Assert.Equal("yes", metadata.Lister.List()[0].Metadata.Labels!["test"]);
    }

    private ChangingMaps Maps => _cluster.Maps;

    private static void CanEnd() => Skip.If(GivenServer.IsGiven && !GivenServer.CanRestart, GivenServer.CannotRestart);

    private async Task CaughtUpAsync()
    {
        await Eventually.TrueAsync(() => Cache().SequenceEqual(Maps.Truth()));
        await Eventually.TrueAsync(() => _handler.Describe().SequenceEqual(Maps.Truth()));
    }

    private IEnumerable<string> Cache() =>
        _maps.Lister.List().Select(m => $"{RecordingHandler.Name(m)}={RecordingHandler.Value(m)}").Order(StringComparer.Ordinal);
}
