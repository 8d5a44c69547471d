using Lepton.ControllerRuntime.Informers;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class WatchTests
{
    [Fact]
    [Trait("Rule", "Informer/clean-close-watches-on")]
    public async Task A_clean_close_watches_on_at_the_last_version_without_a_relist()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        h.Put("a", "1");
        await h.CachedAsync("a", "1");
        h.Server.CloseWatches();
        await h.RequestsAsync(2);
        h.Put("a", "2");
        await h.CachedAsync("a", "2");

        var again = h.Server.Requests[1];
        Assert.Equal(("watch", "2", false), (again.Verb, again.ResourceVersion, again.IsStreamingList));
        Assert.Equal(2, h.Server.Requests.Count);
        Assert.Equal(TimeSpan.Zero, h.Time.Elapsed);
        Assert.Equal(0, h.Informer.Health.ConsecutiveFailures);
        Assert.True(h.Informer.Health.IsConnected);
    }

    [Fact]
    public async Task What_changed_between_two_watches_is_not_missed()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        h.Put("b", "1");
        await h.StartAsync();
        h.Server.Fault = _ =>
        {
            // Between the close and the next watch.
            h.Server.Fault = null;
            h.Put("a", "2");
            h.Server.Remove("b", "ns");
            return null;
        };
        h.Server.CloseWatches();
        await h.CallsAsync(4);

        Assert.Equal(["update ns/a=1->2", "delete ns/b=1"], h.Handler.Calls.Skip(2));
    }

    [Fact]
    [Trait("Rule", "Informer/bookmarks-move-the-version-silently")]
    public async Task Bookmarks_move_the_version_silently()
    {
        await using var h = new InformerHarness(new() { LabelSelector = "app=x" });
        await h.StartAsync();
        for (var i = 0; i < 10; i++)
            h.Put("other", $"{i}");
        h.Server.SendBookmarks();
        await Eventually.TrueAsync(() =>
        {
            h.Server.CloseWatches();
            return h.Server.Requests[^1].ResourceVersion == "11";
        });

        Assert.Empty(h.Handler.Calls);
        Assert.Equal(0, h.Informer.Lister.Count);
    }

    public static TheoryData<string> BusyOrRefused => ["429", "refused"];

    [Theory]
    [MemberData(nameof(BusyOrRefused))]
    [Trait("Rule", "Informer/busy-backs-off-at-the-same-version")]
    [Trait("Rule", "Informer/refused-backs-off-at-the-same-version")]
    public async Task Busy_or_refused_backs_off_and_watches_on_at_the_same_version(string kind)
    {
        Exception error = kind == "429" ? FakeErrors.TooManyRequests() : FakeErrors.Refused();
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        h.Server.Fault = _ => FakeFault.Fail(error);
        h.Server.CloseWatches();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 1);
        Assert.False(h.Informer.Health.IsConnected);
        Assert.Same(error, h.Informer.Health.LastError);
        await h.PassPauseAsync();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 2);

        h.Put("a", "2");
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Cached("a") == "2");
        Assert.All(h.Server.Requests.Skip(1), r => Assert.Equal(("watch", "2", false), (r.Verb, r.ResourceVersion, r.IsStreamingList)));
    }

    [Fact]
    public async Task Retry_after_lengthens_the_pause()
    {
        await using var h = new InformerHarness();
        h.Server.Fault = _ => FakeFault.Fail(FakeErrors.TooManyRequests(TimeSpan.FromSeconds(17)));
        h.Informer.Start();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 1);

        Assert.Equal(TimeSpan.FromSeconds(17), await h.PassPauseAsync());
    }

    [Fact]
    [Trait("Rule", "Informer/closed-within-1-s-backs-off-and-relists")]
    public async Task Closed_at_once_without_events_backs_off_and_relists()
    {
        await using var h = InformerHarness.WithoutStreaming();
        h.Put("a", "1");
        await h.StartAsync();
        h.Server.Fault = r => r.Verb == "watch" ? FakeFault.Close : null;
        h.Server.CloseWatches();
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures >= 1);
        Assert.IsType<WatchEndedException>(h.Informer.Health.LastError);
        Assert.Single(h.Server.RequestsOf("list"));

        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Server.RequestsOf("list").Count == 2 && h.Server.OpenWatches == 1);
        h.Put("a", "2");
        await h.CachedAsync("a", "2");
    }

    [Fact]
    [Trait("Rule", "Informer/other-errors-back-off-and-relist")]
    public async Task Any_other_error_backs_off_and_relists()
    {
        Exception[] errors = [FakeErrors.Reset(), FakeErrors.InternalError(), FakeErrors.Unauthorized(), FakeErrors.BadCertificate(), new System.Text.Json.JsonException("truncated")];
        foreach (var error in errors)
        {
            await using var h = InformerHarness.WithoutStreaming();
            h.Put("a", "1");
            await h.StartAsync();
            h.Server.BreakWatches(error);
            await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures == 1);
            Assert.Same(error, h.Informer.Health.LastError);
            Assert.Single(h.Server.RequestsOf("list"));
            var pause = await h.PassPauseAsync();
            Assert.InRange(pause, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.6));
            await Eventually.TrueAsync(() => h.Server.RequestsOf("list").Count == 2);
        }
    }

    [Fact]
    [Trait("Rule", "Informer/watch-time-out-random-5-to-10-min")]
    public async Task The_watch_timeout_is_random_between_5_and_10_minutes()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        for (var i = 2; i <= 30; i++)
        {
            // A watch that is closed after an event is a good watch.
            h.Put("a", $"{i}");
            await h.CachedAsync("a", $"{i}");
            h.Server.CloseWatches();
            await Eventually.TrueAsync(() => h.Server.Requests.Count == i && h.Server.OpenWatches == 1);
        }

        var timeouts = h.Server.Requests.Select(r => r.Watch!.Timeout!.Value).ToList();
        Assert.All(timeouts, t => Assert.InRange(t, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)));
        Assert.True(timeouts.Max() - timeouts.Min() > TimeSpan.FromMinutes(2));
    }

    [Fact]
    [Trait("Rule", "Complaints/watches-never-hang")]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    public async Task A_silent_watch_is_checked_by_a_list_without_counting_a_failure()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        h.Time.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Single(h.Server.Requests);

        h.Server.SendBookmarks();
        await Eventually.TrueAsync(() => h.Informer.Health.LastSyncTime == h.Time.GetUtcNow());
        h.Time.Advance(TimeSpan.FromMinutes(2.9));
        Assert.Single(h.Server.Requests);
        h.Time.Advance(TimeSpan.FromMinutes(0.2));
        await Eventually.TrueAsync(() => h.Server.Requests.Count == 2 && h.Server.OpenWatches == 1);

        Assert.True(h.Server.Requests[1].IsStreamingList);
        Assert.DoesNotContain(h.States, s => s.ConsecutiveFailures > 0);
        Assert.True(h.Informer.Health.IsConnected);
    }

    [Fact]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    public async Task A_dead_connection_is_left_and_the_list_that_finds_nobody_counts_as_failure()
    {
        await using var h = new InformerHarness();
        await h.StartAsync();
        h.Server.Fault = _ => FakeFault.Hang;
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.ConsecutiveFailures == 1, TimeSpan.FromSeconds(5));

        Assert.InRange(h.Time.Elapsed, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));
        Assert.False(h.Informer.Health.IsConnected);
    }
}
