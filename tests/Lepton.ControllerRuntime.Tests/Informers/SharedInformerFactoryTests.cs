using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class SharedInformerFactoryTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeKubernetesClient _server;
    private readonly SharedInformerFactory _factory;

    public SharedInformerFactoryTests()
    {
        _server = new(_time);
        _factory = new(_server, new() { ClusterName = "m1" }, _time);
    }

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public void The_same_selection_is_read_once()
    {
        var informer = _factory.For<V1ConfigMap>();

        Assert.Same(informer, _factory.For<V1ConfigMap>());
        Assert.NotSame(informer, _factory.For<V1ConfigMap>(new() { Namespace = "ns" }));
        Assert.NotSame(informer, _factory.For<V1ConfigMap>(new() { LabelSelector = "a=b" }));
        Assert.NotSame(informer, _factory.For<V1ConfigMap>(new() { MetadataOnly = true }));
        Assert.Equal("m1/configmaps", informer.Name);
        Assert.Equal(4, _factory.Informers.Count);
    }

    [Fact]
    public void Another_transform_of_the_same_selection_is_refused()
    {
        Func<V1ConfigMap, V1ConfigMap> transform = m => m;
        var informer = _factory.For<V1ConfigMap>(new() { Transform = transform });
        Assert.Same(informer, _factory.For<V1ConfigMap>(new() { Transform = transform }));

        var error = Assert.Throws<InvalidOperationException>(() => _factory.For<V1ConfigMap>(new() { Transform = m => m }));
        Assert.Contains("m1/configmaps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_runs_all_informers_and_those_asked_for_later()
    {
        _server.Fake<V1ConfigMap>().Put(InformerHarness.Map("a", "1"));
        var maps = _factory.For<V1ConfigMap>();
        Assert.False(_factory.HasSynced);
        _factory.Start();
        await Eventually.EndAsync(_factory.WaitForSyncAsync());
        Assert.Equal(1, maps.Lister.Count);

        var widgets = new ResourceDefinition("example.com", "v1", "Widget", "widgets", true);
        _server.Fake(widgets).Put(new(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "w", ["namespace"] = "ns" } }));
        var late = _factory.For(widgets);
        await Eventually.EndAsync(late.WaitForSyncAsync());
        Assert.Equal("Widget", Assert.Single(late.Lister.List()).Kind);
        Assert.True(_factory.HasSynced);
    }

    [Fact]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public async Task A_stalled_server_is_noticed_by_the_monitor_and_the_watches_are_broken()
    {
        var maps = _factory.For<V1ConfigMap>();
        await StartedAsync();
        // Nothing comes any more, and no connection breaks.
        _server.Fault = FakeFault.Hang;
        _server.Fake<V1ConfigMap>().Fault = _ => FakeFault.Hang;
        await _time.AdvanceUntilAsync(() => _factory.Monitor.Health.IsReachable == false && !maps.Health.IsConnected, TimeSpan.FromSeconds(0.5));

        Assert.InRange(_time.Elapsed, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
        Assert.Equal(0, _server.Fake<V1ConfigMap>().OpenWatches);
        Assert.False(_factory.IsConnected);
    }

    [Fact]
    public async Task When_the_server_is_back_nobody_waits_out_a_pause()
    {
        var maps = _factory.For<V1ConfigMap>();
        await StartedAsync();
        Lose();
        await _time.AdvanceUntilAsync(() => _factory.Monitor.Health.IsReachable == false && maps.Health.ConsecutiveFailures >= 5, TimeSpan.FromSeconds(0.5));
        _server.Fake<V1ConfigMap>().Fault = null;
        _server.Fake<V1ConfigMap>().Put(InformerHarness.Map("a", "back"));
        _server.Fault = null;
        // The informer's own pause is half a minute by now; the monitor looks every three seconds.
        await _time.AdvanceUntilAsync(() => _factory.Monitor.Health.IsReachable == true, TimeSpan.FromSeconds(0.5));
        await Eventually.TrueAsync(() => maps.Lister.Count == 1);

        Assert.True(maps.Health.IsConnected);
    }

    [Fact]
    public async Task A_broken_watch_makes_the_monitor_look_at_once()
    {
        _factory.For<V1ConfigMap>();
        await StartedAsync();
        var checks = _server.Checks;
        Lose();

        await Eventually.TrueAsync(() => _server.Checks > checks);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task Stop_ends_everything_and_nothing_new_begins()
    {
        var maps = _factory.For<V1ConfigMap>();
        await StartedAsync();
        await Eventually.EndAsync(_factory.StopAsync());

        Assert.Equal(0, _server.Fake<V1ConfigMap>().OpenWatches);
        await Eventually.TrueAsync(() => _time.ActiveTimers == 0);
        Assert.False(maps.Health.IsConnected);
        Assert.Throws<InvalidOperationException>(() => _factory.For<V1Pod>());
        Assert.Throws<InvalidOperationException>(_factory.Start);
    }

    [Fact]
    public async Task As_a_runnable_it_runs_until_cancelled()
    {
        _factory.For<V1ConfigMap>();
        using var cancel = new CancellationTokenSource();
        var running = _factory.RunAsync(cancel.Token);
        await Eventually.EndAsync(_factory.WaitForSyncAsync());
        await cancel.CancelAsync();
        await Eventually.EndAsync(running);

        Assert.Equal(0, _server.Fake<V1ConfigMap>().OpenWatches);
    }

    private async Task StartedAsync()
    {
        _factory.Start();
        await Eventually.EndAsync(_factory.WaitForSyncAsync());
        await Eventually.TrueAsync(() => _factory.IsConnected && _factory.Monitor.Health.IsReachable == true);
    }

    private void Lose()
    {
        _server.Fault = FakeFault.Fail(FakeErrors.Refused());
        _server.Fake<V1ConfigMap>().Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        _server.Fake<V1ConfigMap>().BreakWatches(FakeErrors.Reset());
    }
}
