using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class RelistTests
{
    [Fact]
    [Trait("Rule", "Informer/first-list-at-0")]
    [Trait("Rule", "Informer/relist-at-the-last-version")]
    public async Task First_list_is_at_version_0_and_a_relist_at_the_last_version()
    {
        await using var h = InformerHarness.WithoutStreaming();
        h.Put("a", "1");
        await h.StartAsync();
        h.Put("a", "2");
        await h.CachedAsync("a", "2");
        h.Server.BreakWatches(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Server.RequestsOf("list").Count == 2);

        Assert.Equal(["0", "3"], h.Server.RequestsOf("list").Select(r => r.ResourceVersion));
        Assert.Equal([null, "NotOlderThan"], h.Server.RequestsOf("list").Select(r => r.List!.ResourceVersionMatch));
    }

    [Fact]
    [Trait("Rule", "Informer/410-relists-at-once")]
    [Trait("Rule", "Complaints/too-old-versions-are-survived")]
    public async Task Gone_in_a_watch_lists_the_newest_at_once()
    {
        await using var h = InformerHarness.WithoutStreaming();
        h.Put("a", "1");
        await h.StartAsync();
        h.Server.Compact();
        h.Server.BreakWatches(FakeErrors.Expired("2"));
        await Eventually.TrueAsync(() => h.Server.RequestsOf("list").Count == 2);

        Assert.Equal(TimeSpan.Zero, h.Time.Elapsed);
        Assert.Null(h.Server.RequestsOf("list")[1].ResourceVersion);
        Assert.Equal(0, h.Informer.Health.ConsecutiveFailures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "Informer/410-relists-at-once")]
    [Trait("Rule", "Informer/too-large-version-relists-at-once")]
    public async Task Gone_or_too_large_in_a_list_lists_the_newest_at_once(bool gone)
    {
        await using var h = InformerHarness.WithoutStreaming();
        h.Put("a", "1");
        await h.StartAsync();
        h.Server.Fault = r => r.Verb == "list" && r.ResourceVersion is not null
            ? FakeFault.Fail(gone ? FakeErrors.Expired("2") : FakeErrors.TooLarge("2"))
            : null;
        h.Server.BreakWatches(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Server.OpenWatches == 1);

        Assert.Equal(["0", "2", null], h.Server.RequestsOf("list").Select(r => r.ResourceVersion));
        Assert.Equal(1, h.States.Max(s => s.ConsecutiveFailures));
    }

    [Fact]
    public async Task A_server_that_answers_gone_for_ever_is_not_asked_in_a_tight_loop()
    {
        await using var h = InformerHarness.WithoutStreaming();
        await h.StartAsync();
        h.Server.Fault = r => r.Verb == "watch" ? FakeFault.FailAfterHeaders(FakeErrors.Expired("2")) : null;
        h.Server.BreakWatches(FakeErrors.Expired("1"));
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures > 0);
        await Task.Delay(50);

        // At once after the watch that worked, then only after pauses.
        Assert.Equal(2, h.Server.RequestsOf("list").Count);
        h.Server.Fault = null;
        h.Put("a", "1");
        await h.Time.AdvanceUntilAsync(() => h.Cached("a") == "1");
    }

    [Fact]
    [Trait("Rule", "Informer/relist-deletes-what-vanished")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    public async Task A_relist_reports_what_vanished_with_its_last_known_state()
    {
        await using var h = new InformerHarness();
        h.Put("stays", "1");
        h.Put("goes", "last");
        await h.StartAsync();
        h.Server.Fault = r => r.Verb == "watch" ? FakeFault.Fail(FakeErrors.Reset()) : null;
        h.Server.BreakWatches(FakeErrors.Reset());
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures > 0);
        h.Server.Remove("goes", "ns");
        h.Put("stays", "2");
        h.Put("comes", "3");
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Handler.Calls.Count == 5);

        Assert.Equal(["add ns/comes=3", "update ns/stays=1->2", "vanish ns/goes=last"], h.Handler.Calls.Skip(2).Order());
        Assert.Equal(h.Truth(), h.Cache());
    }

    [Fact]
    public async Task An_object_replaced_while_we_were_away_is_a_delete_and_an_add()
    {
        await using var h = new InformerHarness();
        h.Put("a", "old");
        await h.StartAsync();
        h.Server.Fault = r => r.Verb == "watch" ? FakeFault.Fail(FakeErrors.Reset()) : null;
        h.Server.BreakWatches(FakeErrors.Reset());
        await Eventually.TrueAsync(() => h.Informer.Health.ConsecutiveFailures > 0);
        h.Server.Remove("a", "ns");
        h.Put("a", "new");
        h.Server.Fault = null;
        await h.Time.AdvanceUntilAsync(() => h.Handler.Calls.Count == 3);

        Assert.Equal(["initial ns/a=old", "vanish ns/a=old", "add ns/a=new"], h.Handler.Calls);
    }

    [Fact]
    public async Task What_did_not_change_is_not_reported_again_by_a_relist()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        h.Put("b", "1");
        await h.StartAsync();
        h.Server.BreakWatches(FakeErrors.Reset());
        await h.Time.AdvanceUntilAsync(() => h.Server.OpenWatches == 1);
        h.Put("b", "2");
        await h.CallsAsync(3);

        Assert.Equal(["initial ns/a=1", "initial ns/b=1", "update ns/b=1->2"], h.Handler.Calls);
    }

    [Fact]
    public async Task A_server_restored_from_a_backup_is_followed_although_its_versions_are_smaller()
    {
        await using var h = InformerHarness.WithoutStreaming();
        for (var i = 0; i < 20; i++)
            h.Put("a", $"{i}");
        await h.StartAsync();
        h.Server.RestoreFromBackup(5);
        h.Put("b", "after");
        await h.Time.AdvanceUntilAsync(() => h.Cached("b") == "after");

        h.Put("b", "later");
        await h.CachedAsync("b", "later");
    }
}
