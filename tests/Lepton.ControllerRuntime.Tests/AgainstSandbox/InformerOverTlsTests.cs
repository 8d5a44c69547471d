using Lepton.ControllerRuntime.Connectivity;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Tests.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Hosting;

namespace Lepton.ControllerRuntime.Tests.AgainstSandbox;

/// <summary>The informers with the real client, over real sockets, to a server that dies and comes back.</summary>
public sealed class InformerOverTlsTests : IAsyncLifetime
{
    private static readonly ApiServerMonitorOptions Impatient = new()
    {
        Interval = TimeSpan.FromMilliseconds(300),
        RetryInterval = TimeSpan.FromMilliseconds(100),
        UnreachableInterval = TimeSpan.FromMilliseconds(200),
        Timeout = TimeSpan.FromSeconds(1),
    };

    private readonly SandboxFixture _sandbox = new();
    private readonly RecordingHandler _handler = new();
    private SharedInformerFactory _factory = null!;
    private ISharedInformer<V1ConfigMap> _maps = null!;

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _factory = new(_sandbox.Client, new() { ClusterName = "sandbox", Monitor = Impatient });
        _maps = _factory.For<V1ConfigMap>(new() { LabelSelector = "test=yes" });
        _maps.AddHandler(_handler);
        _sandbox.Put("a", "1");
        _factory.Start();
        await Eventually.EndAsync(_factory.WaitForSyncAsync());
    }

    public async Task DisposeAsync()
    {
        await _factory.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task Changes_arrive_and_a_quiet_watch_counts_as_connected()
    {
        await Eventually.TrueAsync(() => _maps.Health.IsConnected && _factory.Monitor.Health.IsReachable == true);
        _sandbox.Put("a", "2");
        _sandbox.Put("b", "1");
        _sandbox.Remove("b");
        await Eventually.TrueAsync(() => _handler.Calls.Count == 4);

        Assert.Equal(["initial default/a=1", "update default/a=1->2", "add default/b=1", "delete default/b=1"], _handler.Calls);
        Assert.Null(_maps.Lister.List()[0].Metadata.ManagedFields);
    }

    [Fact]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    [Trait("Rule", "Complaints/too-old-versions-are-survived")]
    public async Task A_server_that_is_gone_is_noticed_and_nothing_it_did_meanwhile_is_missed()
    {
        _sandbox.Put("gone", "1");
        await CaughtUpAsync();
        for (var round = 0; round < 3; round++)
        {
            await _sandbox.Cluster.StopAsync();
            await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == false && !_maps.Health.IsConnected);
            Assert.NotNull(_maps.Health.LastError);
            _sandbox.Put("a", $"while away {round}");
            _sandbox.Put($"new-{round}", "1");
            _sandbox.Remove("gone");
            if (round == 1)
                _sandbox.Cluster.CompactHistory();
            await _sandbox.Cluster.StartAsync();
            await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == true && _maps.Health is { IsConnected: true, ConsecutiveFailures: 0 });
            await CaughtUpAsync();
        }

        Assert.Empty(_handler.Contradictions);
        Assert.Contains(_handler.Calls, c => c is "delete default/gone=1" or "vanish default/gone=1");
    }

    [Fact]
    public async Task Changes_during_restarts_reach_the_cache_whenever_they_happen()
    {
        using var stop = new CancellationTokenSource();
        var changes = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                _sandbox.Put($"m{i % 7}", $"{i}");
                if (i % 3 == 0)
                    _sandbox.Remove($"m{(i + 3) % 7}");
                await Task.Delay(1);
            }
        });
        for (var i = 0; i < 4; i++)
        {
            await Task.Delay(100);
            await _sandbox.Cluster.StopAsync();
            if (i % 2 == 0)
                _sandbox.Cluster.CompactHistory();
            await Task.Delay(50);
            await _sandbox.Cluster.StartAsync();
        }

        await stop.CancelAsync();
        await Eventually.EndAsync(changes);
        await CaughtUpAsync();
        Assert.Empty(_handler.Contradictions);
    }

    [Fact]
    public async Task A_revoked_token_is_noticed_although_the_server_lives()
    {
        await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == true);
        _sandbox.Cluster.RevokeTokens(SandboxUser.Admin);

        await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == false);
        Assert.True(Assert.IsType<KubernetesApiException>(_factory.Monitor.Health.LastError).IsUnauthorized);
        await Eventually.TrueAsync(() => _maps.Health is { IsConnected: false, LastError: not null });
    }

    [Fact]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public async Task A_server_that_accepts_and_never_answers_is_noticed()
    {
        await Eventually.TrueAsync(() => _maps.Health.IsConnected && _factory.Monitor.Health.IsReachable == true);
        using (_sandbox.Cluster.Inject(new() { Latency = TimeSpan.FromHours(1) }))
        {
            await Eventually.TrueAsync(() => _factory.Monitor.Health.IsReachable == false && !_maps.Health.IsConnected);
            Assert.IsType<StalledException>(_factory.Monitor.Health.LastError);
        }

        _sandbox.Put("a", "after");
        await CaughtUpAsync();
    }

    [Fact]
    public async Task Objects_of_any_kind_are_followed_as_JSON_and_as_metadata()
    {
        var json = _factory.For(ResourceDefinition.Of<V1ConfigMap>(), new() { Namespace = "default", LabelSelector = "test=yes" });
        var metadata = _factory.For<V1ConfigMap>(new() { LabelSelector = "test=yes", MetadataOnly = true });
        await Eventually.EndAsync(_factory.WaitForSyncAsync());

        Assert.Equal("1", (string?)Assert.Single(json.Lister.List()).Json["data"]!["v"]);
        Assert.Null(Assert.Single(metadata.Lister.List()).Data);
        Assert.Equal("yes", metadata.Lister.List()[0].Metadata.Labels!["test"]);
    }

    private async Task CaughtUpAsync()
    {
        await Eventually.TrueAsync(() => Cache().SequenceEqual(_sandbox.Truth()));
        await Eventually.TrueAsync(() => _handler.Describe().SequenceEqual(_sandbox.Truth()));
    }

    private IEnumerable<string> Cache() =>
        _maps.Lister.List().Select(m => $"{RecordingHandler.Name(m)}={RecordingHandler.Value(m)}").Order(StringComparer.Ordinal);
}
