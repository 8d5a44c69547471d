using Lepton.Testing.Http;

namespace Lepton.ControllerRuntime.Tests.Informers;

/// <summary>The informer at the bytes a real kube-apiserver 1.36 sent.</summary>
public sealed class RecordedExchangeTests
{
    [Fact]
    [Trait("Rule", "Informer/streaming-list-first")]
    [Trait("Rule", "Informer/buffered-until-the-bookmark")]
    [Trait("Rule", "Informer/clean-close-watches-on")]
    public async Task A_streaming_list_fills_the_cache_and_its_bookmark_is_where_the_next_watch_begins()
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: true, null, async c =>
        {
            await Recorded("streaming-list").SendAsync(c);
            // The server ended this one by its time-out, three seconds later.
            await Task.Delay(50);
        }, Recorded("watch-time-out").SendAsync);
        await i.AskedAsync(2);

        await i.ToldAsync("initial w07/before=", "initial w07/one=");
        Assert.Equal(["340", "346"], i.Informer.Lister.List().Select(m => m.Metadata.ResourceVersion).Order(StringComparer.Ordinal));
        Assert.Equal("?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", i.Asked[0]);
        Assert.Equal("?watch=true&resourceVersion=357&allowWatchBookmarks=true", i.Asked[1]);
    }

    [Fact]
    [Trait("Rule", "Informer/unsupported-streaming-falls-back")]
    public async Task A_server_that_refuses_streaming_lists_is_asked_for_a_list_and_never_again_for_a_stream()
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: true, null,
            Recorded("streaming-list-refused").SendAsync, c => c.JsonAsync(ScriptedInformer.List("10", ScriptedInformer.Map("a", "9"))));
        await i.AskedAsync(3);

        Assert.Equal(["?limit=500&resourceVersion=0", "?watch=true&resourceVersion=10&allowWatchBookmarks=true"], i.Asked.Skip(1));
    }

    [Fact]
    [Trait("Rule", "Informer/bookmarks-move-the-version-silently")]
    public async Task Bookmarks_move_the_version_and_nobody_is_told()
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
            c => c.JsonAsync(ScriptedInformer.List("360", ScriptedInformer.Map("a", "359"))), Recorded("bookmarks").SendAsync);
        await i.AskedAsync(3);

        Assert.Equal("?watch=true&resourceVersion=364&allowWatchBookmarks=true", i.Asked[2]);
        await i.ToldAsync("initial ns/a=1");
    }

    [Fact]
    [Trait("Rule", "Informer/410-relists-at-once")]
    [Trait("Rule", "Complaints/too-old-versions-are-survived")]
    public async Task Too_old_a_version_arrives_as_an_event_of_a_200_and_lists_the_newest()
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
            c => c.JsonAsync(ScriptedInformer.List("100", ScriptedInformer.Map("a", "99"))),
            Recorded("too-old-version").SendAsync,
            c => c.JsonAsync(ScriptedInformer.List("2707", ScriptedInformer.Map("b", "2700"))));
        await i.AskedAsync(4);

        Assert.Equal(["?limit=500", "?watch=true&resourceVersion=2707&allowWatchBookmarks=true"], i.Asked.Skip(2));
        await Eventually.TrueAsync(() => i.Handler.Count >= 3);
        Assert.Equal(["add ns/b=1", "initial ns/a=1", "vanish ns/a=1"], i.Handler.Calls.Order(StringComparer.Ordinal));
        Assert.Equal(0, i.Informer.Health.ConsecutiveFailures);
    }

    [Fact]
    [Trait("Rule", "Informer/too-large-version-relists-at-once")]
    [Trait("Rule", "HTTP/retry-only-with-retry-after")]
    [Trait("Rule", "HTTP/at-most-10-retries")]
    public async Task Too_large_a_version_is_asked_for_as_long_as_the_server_says_and_then_given_up_for_the_newest()
    {
        var tooLarge = Recorded("too-large-version");
        // A watch that breaks, so that the list is read again at its version.
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
        [
            c => c.JsonAsync(ScriptedInformer.List("99999999", ScriptedInformer.Map("a", "5"))),
            c => c.StatusAsync(500, "InternalError"),
            .. Enumerable.Repeat<Func<Microsoft.AspNetCore.Http.HttpContext, Task>>(tooLarge.SendAsync, 11),
            c => c.JsonAsync(ScriptedInformer.List("367", ScriptedInformer.Map("a", "6", "new"))),
        ]);
        await i.AskedAsync(15);

        Assert.Equal(Enumerable.Repeat("?limit=500&resourceVersion=99999999&resourceVersionMatch=NotOlderThan", 11), i.Asked.Skip(2).Take(11));
        Assert.Equal(["?limit=500", "?watch=true&resourceVersion=367&allowWatchBookmarks=true"], i.Asked.Skip(13));
        await i.ToldAsync("initial ns/a=1", "update ns/a=1->new");
    }

    [Fact]
    public async Task What_enters_and_leaves_a_selection_is_added_and_deleted()
    {
        var recorded = Recorded("selector");
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null, c => c.JsonAsync(ScriptedInformer.List("340")), recorded.SendAsync);
        await i.AskedAsync(3);

        // What is left is what the events add up to.
        var left = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var change in recorded.Events)
        {
            var name = (string)change["object"]!["metadata"]!["name"]!;
            _ = (string?)change["type"] == "DELETED" ? left.Remove(name) : left.Add(name);
        }

        Assert.Equal(left, i.Informer.Lister.List().Select(m => m.Metadata.Name!).Order(StringComparer.Ordinal));
        await Eventually.TrueAsync(() => i.Handler.Count == recorded.Events.Count);
        Assert.Equal($"?watch=true&resourceVersion={Last(recorded)}&allowWatchBookmarks=true", i.Asked[2]);
    }

    private static string Last(RecordedAnswer recorded) => (string)recorded.Events[^1]["object"]!["metadata"]!["resourceVersion"]!;

    private static RecordedAnswer Recorded(string name) => RecordedAnswer.Load(Path.Combine(AppContext.BaseDirectory, "Assets", "Wire", $"{name}.json"));
}
