using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Stop_closes_the_watch_and_calls_no_handler_any_more()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        await Eventually.EndAsync(h.Informer.StopAsync());
        h.Put("a", "2");

        Assert.Equal(0, h.Server.OpenWatches);
        await Eventually.TrueAsync(() => h.Time.ActiveTimers == 0);
        Assert.Single(h.Handler.Calls);
        Assert.Equal("1", h.Cached("a"));
        Assert.False(h.Informer.Health.IsConnected);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_ends_whatever_it_is_doing(bool hangs)
    {
        await using var h = new InformerHarness();
        h.Server.Fault = _ => hangs ? FakeFault.Hang : FakeFault.Fail(FakeErrors.Refused());
        h.Informer.Start();
        var waiting = h.Informer.WaitForSyncAsync();
        await h.RequestsAsync(1);
        await Eventually.EndAsync(h.Informer.StopAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => h.Registration.WaitForSyncAsync());
        await Eventually.TrueAsync(() => h.Time.ActiveTimers == 0);
    }

    [Fact]
    public async Task Stop_does_not_wait_for_ever_for_a_handler()
    {
        await using var h = new InformerHarness();
        using var release = new Latch();
        var stuck = new RecordingHandler { OnCall = _ => release.Wait() };
        h.Informer.AddHandler(stuck);
        h.Put("a", "1");
        h.Informer.Start();
        await Eventually.TrueAsync(() => stuck.Calls.Count == 1);
        var stop = h.Informer.StopAsync();
        await h.Time.AdvanceUntilAsync(() => stop.IsCompleted, TimeSpan.FromSeconds(1));
        release.Open();

        Assert.True(stop.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stop_twice_and_before_start_is_fine_and_starting_again_is_refused()
    {
        var server = new FakeResource<V1ConfigMap>();
        await using var informer = new SharedInformer<V1ConfigMap>(server);
        await informer.StopAsync();
        await informer.StopAsync();

        var error = Assert.Throws<InvalidOperationException>(informer.Start);
        Assert.Contains("configmaps", error.Message, StringComparison.Ordinal);
        var late = informer.AddHandler(new RecordingHandler());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late.WaitForSyncAsync());
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Starting_twice_reads_once()
    {
        await using var h = new InformerHarness();
        h.Informer.Start();
        h.Informer.Start();
        await h.StartAsync();

        Assert.Single(h.Server.Requests);
    }

    [Fact]
    public async Task Waiting_for_sync_can_be_cancelled()
    {
        await using var h = new InformerHarness();
        h.Server.Fault = _ => FakeFault.Hang;
        h.Informer.Start();
        using var cancel = new CancellationTokenSource();
        var waiting = h.Informer.WaitForSyncAsync(cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(h.Informer.HasSynced);
    }

    [Fact]
    public async Task A_hundred_members_come_and_go_without_leaving_anything()
    {
        var time = new FakeTimeProvider();
        var server = new FakeResource<V1ConfigMap>(time);
        server.Put(InformerHarness.Map("a", "1"));
        for (var i = 0; i < 100; i++)
        {
            var informer = new SharedInformer<V1ConfigMap>(server, name: $"m{i}", time: time);
            informer.Start();
            await Eventually.EndAsync(informer.WaitForSyncAsync());
            await informer.DisposeAsync();
        }

        Assert.Equal(0, server.OpenWatches);
        await Eventually.TrueAsync(() => time.ActiveTimers == 0);
    }
}
