using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Watching;

/// <summary>Puts bookmarks into a feed: once a minute, and twice shortly before the watch times out.</summary>
internal sealed class BookmarkTimer : IDisposable
{
    private static readonly TimeSpan[] BeforeEnd = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)];
    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(3);
    private readonly List<ITimer> _timers = [];

    public BookmarkTimer(ClusterStore store, WatchFeed feed, TimeSpan timeout, TimeSpan every)
    {
        _timers.Add(TimeProvider.System.CreateTimer(_ => store.Mark(feed), null, every, every));
        foreach (var before in BeforeEnd.Where(_ => timeout > ShortWatch))
            _timers.Add(TimeProvider.System.CreateTimer(_ => store.Mark(feed), null, timeout - before, Timeout.InfiniteTimeSpan));
    }

    public void Dispose() => _timers.ForEach(t => t.Dispose());
}
