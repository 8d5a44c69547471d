using System.Text.Json.Nodes;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.History;

/// <summary>What a cluster remembers of the past, and what it tells those who ask for more.</summary>
public sealed class ChangeHistoryTests
{
    private static readonly GroupResource Maps = new("", "configmaps");
    private readonly Ticks _time = new();

    [Fact]
    public void A_watch_resumes_from_what_is_kept()
    {
        var store = Store(new HistoryOptions { Most = 10, Least = 2 });
        Write(store, 5);
        using var feed = store.WatchFrom(Maps, null, 2, out _);
        Assert.Equal([3, 4, 5], Versions(feed!));
    }

    [Fact]
    public void Of_too_many_the_oldest_are_forgotten()
    {
        var store = Store(new HistoryOptions { Most = 3, Least = 2 });
        Write(store, 5);
        Assert.Null(store.WatchFrom(Maps, null, 1, out var oldest));
        Assert.Equal(2, oldest);
        Assert.Null(store.ListAt(Maps, null, 1));
        Assert.Equal(3, store.ListAt(Maps, null, 3)!.Items.Count);
    }

    [Fact]
    public void Old_ones_are_forgotten_down_to_the_least()
    {
        var store = Store(new HistoryOptions { Most = 10, Least = 2, Fresh = TimeSpan.FromSeconds(75) });
        Write(store, 5);
        _time.Advance(TimeSpan.FromSeconds(75));
        store.Trim();
        Assert.NotNull(store.WatchFrom(Maps, null, 0, out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        store.Trim();
        Assert.Null(store.WatchFrom(Maps, null, 2, out var oldest));
        Assert.Equal(3, oldest);
        Assert.NotNull(store.WatchFrom(Maps, null, 3, out _));
    }

    [Fact]
    public void A_write_forgets_old_ones_as_well()
    {
        var store = Store(new HistoryOptions { Most = 10, Least = 1, Fresh = TimeSpan.FromSeconds(75) });
        Write(store, 3);
        _time.Advance(TimeSpan.FromSeconds(76));
        Write(store, 1);
        Assert.Null(store.WatchFrom(Maps, null, 2, out var oldest));
        Assert.Equal(3, oldest);
    }

    private ClusterStore Store(HistoryOptions options) => new(options, _time);

    private static void Write(ClusterStore store, int count)
    {
        for (var i = 0; i < count; i++)
            Assert.NotNull(store.TryWrite(Maps, $"default/{store.ResourceVersion}", null, new JsonObject { ["metadata"] = new JsonObject() }));
    }

    private static List<long> Versions(WatchFeed feed)
    {
        var versions = new List<long>();
        while (feed.Reader.TryRead(out var item))
            versions.Add(item.Change!.ResourceVersion);
        return versions;
    }

    private sealed class Ticks : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
