using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class HealthTests
{
    public static TheoryData<string> Losses => ["refused", "unauthorized", "forbidden", "certificate", "reset"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task The_loss_of_a_server_is_told_at_once_and_its_return_too(string kind)
    {
        Exception error = kind switch
        {
            "refused" => FakeErrors.Refused(),
            "unauthorized" => FakeErrors.Unauthorized(),
            "forbidden" => FakeErrors.Forbidden(),
            "certificate" => FakeErrors.BadCertificate(),
            _ => FakeErrors.Reset(),
        };
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        Assert.Equal(h.Time.GetUtcNow(), h.Informer.Health.LastSyncTime);
        var lastSync = h.Informer.Health.LastSyncTime;

        h.Server.Fault = _ => FakeFault.Fail(error);
        h.Server.BreakWatches(error);
        await Eventually.TrueAsync(() => h.States.Count > 0 && !h.Informer.Health.IsConnected);
        Assert.Equal((1, error, true), (h.Informer.Health.ConsecutiveFailures, h.Informer.Health.LastError, h.Informer.HasSynced));
        Assert.Equal("1", h.Cached("a"));

        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.ConsecutiveFailures >= 3);
        Assert.Equal(lastSync, h.Informer.Health.LastSyncTime);
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health is { IsConnected: true, ConsecutiveFailures: 0 });
        Assert.Same(error, h.Informer.Health.LastError);
        Assert.True(h.Informer.Health.ConnectedChangedTime > lastSync);
    }

    [Fact]
    public async Task States_are_told_in_order_and_none_is_told_twice()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        h.Server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        h.Server.BreakWatches(FakeErrors.Refused());
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.ConsecutiveFailures == 3);
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health is { IsConnected: true, ConsecutiveFailures: 0 });
        await h.Informer.StopAsync();

        lock (h.States)
        {
            Assert.Equal([0, 0, 1, 2, 3, 3, 0, 0], h.States.Select(s => s.ConsecutiveFailures));
            Assert.Equal([false, true, false, false, false, true, true, false], h.States.Select(s => s.IsConnected));
            Assert.All(h.States, s => Assert.True(s.HasSynced));
        }
    }

    [Fact]
    public async Task A_watch_that_opens_and_breaks_again_and_again_goes_on_counting()
    {
        await using var h = InformerHarness.WithoutStreaming();
        await h.StartAsync();
        h.Server.Fault = r => r.Verb == "watch" ? FakeFault.FailAfterHeaders(FakeErrors.InternalError()) : null;
        h.Server.BreakWatches(FakeErrors.InternalError());
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.ConsecutiveFailures >= 5);

        Assert.False(h.Informer.Health.IsConnected);
    }

    [Fact]
    public async Task A_quiet_watch_that_stays_open_ends_the_count_of_failures()
    {
        await using var h = InformerHarness.WithoutStreaming();
        h.Server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        h.Informer.Start();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 1);
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.IsConnected);
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.ConsecutiveFailures == 0);

        Assert.True(h.Informer.HasSynced);
    }

    [Fact]
    public async Task RetryNow_cuts_the_pause_short()
    {
        await using var h = new InformerHarness();
        h.Server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        h.Informer.Start();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 1);
        h.Server.Fault = null;
        await Eventually.TrueAsync(() =>
        {
            h.Informer.RetryNow();
            return h.Informer.HasSynced;
        });

        Assert.Equal(TimeSpan.Zero, h.Time.Elapsed);
    }

    [Fact]
    public async Task Interrupt_breaks_a_stalled_watch_and_counts_its_reason()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        var reason = new TimeoutException("the server does not answer");
        h.Server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        h.Informer.Interrupt(reason);
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 1);

        Assert.Same(reason, h.Informer.Health.LastError);
        Assert.Equal(0, h.Server.OpenWatches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_to_be_read_anew_is_not_connected_before_it_was(bool anew)
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        // A server that ends in order closes its watches; after that nobody answers, and meanwhile things change.
        h.Server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        h.Server.CloseWatches();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures > 0);
        if (anew)
            h.Informer.ReadAnew();
        h.Put("a", "2");

        // It answers, and is slow to tell what was missed.
        h.Server.Fault = _ => FakeFault.HangAfterHeaders;
        var requests = h.Server.Requests.Count;
        await h.Time.AdvanceUntilAsync(() => h.Server.Requests.Count > requests);
        Assert.Equal(anew, h.Server.Requests[^1].IsStreamingList);
        if (!anew)
            await Eventually.TrueAsync(() => h.Informer.Health.IsConnected);
        await Task.Delay(50);
        Assert.Equal((!anew, "1"), (h.Informer.Health.IsConnected, h.Cached("a")));

        h.Server.Fault = null;
        h.Informer.Interrupt(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.IsConnected && h.Cached("a") == "2");
        // Once is enough.
        h.Server.CloseWatches();
        await h.Time.AdvanceUntilAsync(() => h.Server.OpenWatches == 1);
        Assert.False(h.Server.Requests[^1].IsStreamingList);
    }

    [Fact]
    public async Task A_listener_that_throws_stops_nothing()
    {
        await using var h = new InformerHarness();
        h.Informer.StateChanged += (_, _) => throw new InvalidOperationException("listener");
        await h.StartAsync();
        h.Server.BreakWatches(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Server.OpenWatches == 1);

        Assert.True(h.Informer.Health.HasSynced);
    }
}
