using System.Net;
using Lepton.ControllerRuntime.Informers;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class StreamingListTests
{
    [Fact]
    [Trait("Rule", "Informer/streaming-list-first")]
    [Trait("Rule", "Informer/stream-kept-after-the-list")]
    public async Task Streaming_list_is_tried_first_and_its_stream_is_kept()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        h.Put("b", "2");
        await h.CachedAsync("b", "2");

        var request = Assert.Single(h.Server.Requests);
        Assert.True(request.IsStreamingList);
        Assert.True(request.Watch!.AllowWatchBookmarks);
        Assert.Null(request.ResourceVersion);
    }

    [Fact]
    [Trait("Rule", "Informer/buffered-until-the-bookmark")]
    public async Task Initial_events_are_buffered_until_the_bookmark_and_replace_the_cache_once()
    {
        await using var h = new InformerHarness();
        h.Put("gone", "0");
        h.Put("kept", "1");
        await h.StartAsync();

        // The next streaming list stops before its bookmark: nothing of it may be seen.
        h.Server.Fault = r => r.IsStreamingList ? FakeFault.HangAfterHeaders : null;
        h.Server.Compact();
        h.Server.BreakWatches(FakeErrors.Expired("1"));
        await h.RequestsAsync(2);
        h.Server.Remove("gone", "ns");
        h.Put("new", "2");
        Assert.Equal(("0", "1", null), (h.Cached("gone"), h.Cached("kept"), h.Cached("new")));
        Assert.True(h.Informer.HasSynced);

        h.Server.Fault = null;
        h.Informer.Interrupt(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Cached("new") == "2");
        Assert.Equal((null, "1"), (h.Cached("gone"), h.Cached("kept")));
    }

    [Fact]
    [Trait("Rule", "Informer/unsupported-streaming-falls-back")]
    public async Task Unsupported_streaming_list_falls_back_to_a_list_and_is_not_asked_for_again()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        h.Server.Fault = r => r.IsStreamingList ? FakeFault.Fail(FakeErrors.StreamingUnsupported()) : null;
        await h.StartAsync();
        Assert.Equal("1", h.Cached("a"));
        Assert.Equal(["watch", "list", "watch"], h.Server.Requests.Select(r => r.Verb));
        Assert.Equal(0, h.Informer.Health.ConsecutiveFailures);

        h.Server.BreakWatches(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Server.Requests.Count >= 5);
        Assert.Equal(["watch", "list", "watch", "list", "watch"], h.Server.Requests.Select(r => r.Verb));
        Assert.Single(h.Server.Requests, r => r.IsStreamingList);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task Another_error_falls_back_to_a_list_for_this_time(HttpStatusCode status)
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        h.Server.Fault = r => r.IsStreamingList ? FakeFault.Fail(FakeErrors.Status(status, "Whatever", "no")) : null;
        await h.StartAsync();
        Assert.Equal("1", h.Cached("a"));

        h.Server.Fault = null;
        h.Server.BreakWatches(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Server.Requests.Count >= 4);
        Assert.True(h.Server.Requests[3].IsStreamingList);
    }

    [Fact]
    [Trait("Rule", "Informer/unsupported-streaming-falls-back")]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public async Task A_server_that_ignores_the_request_is_noticed_by_its_silence()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        // Before 1.27: the watch opens, and no bookmark ever ends the initial events.
        h.Server.Fault = r => r.IsStreamingList ? FakeFault.HangAfterHeaders : null;
        h.Informer.Start();
        await h.Time.AdvanceUntilAsync(() => h.Informer.HasSynced, TimeSpan.FromSeconds(1));

        Assert.Equal("1", h.Cached("a"));
        Assert.InRange(h.Time.Elapsed, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
        Assert.Equal(0, h.Informer.Health.ConsecutiveFailures);
    }

    [Fact]
    public async Task A_server_that_answers_nothing_at_all_is_a_failure_and_not_an_old_server()
    {
        await using var h = new InformerHarness();
        h.Server.Fault = _ => FakeFault.Hang;
        h.Informer.Start();
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health.ConsecutiveFailures == 1, TimeSpan.FromSeconds(1));
        Assert.IsAssignableFrom<StalledException>(h.Informer.Health.LastError);
        Assert.False(h.Informer.Health.IsConnected);

        h.Put("a", "1");
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Cached("a") == "1");
        Assert.Equal("list", h.Server.Requests[1].Verb);
    }

    [Fact]
    public async Task A_streaming_list_that_ends_before_its_bookmark_is_not_taken_for_complete()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        h.Server.Fault = r => r.IsStreamingList ? FakeFault.Close : null;
        await h.StartAsync();

        Assert.Equal("1", h.Cached("a"));
        Assert.Equal(["watch", "list", "watch"], h.Server.Requests.Select(r => r.Verb));
    }

    [Fact]
    [Trait("Rule", "Informer/relist-at-the-last-version")]
    public async Task A_relist_streams_from_the_last_resourceVersion()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();
        var last = h.Server.Version.ToString();
        h.Server.BreakWatches(FakeErrors.InternalError());
        await h.Time.AdvanceUntilAsync(() => h.Server.Requests.Count >= 2);

        Assert.True(h.Server.Requests[1].IsStreamingList);
        Assert.Equal(last, h.Server.Requests[1].ResourceVersion);
    }

    [Fact]
    [Trait("Rule", "Informer/too-large-version-relists-at-once")]
    public async Task Too_large_a_version_in_a_streaming_list_is_asked_again_at_once_for_the_newest()
    {
        await using var h = new InformerHarness();
        for (var i = 0; i < 20; i++)
            h.Put("a", $"{i}");
        await h.StartAsync();
        h.Server.RestoreFromBackup(5);
        h.Put("b", "after");
        // The reset itself backs off; the version the server does not know costs no second pause.
        await h.Time.AdvanceUntilAsync(() => h.Cached("b") == "after");

        Assert.Equal([null, "21", null], h.Server.Requests.Where(r => r.IsStreamingList).Select(r => r.ResourceVersion));
        Assert.Equal(1, h.States.Max(s => s.ConsecutiveFailures));
    }
}
