using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Watching;

/// <summary>Puts bookmarks into a feed: once a minute, and shortly before the watch times out.</summary>
internal sealed class BookmarkTimer : IDisposable
{
    private readonly ITimer _regular;
    private readonly ITimer? _last;

    public BookmarkTimer(ClusterStore store, WatchFeed feed, TimeSpan timeout, TimeSpan every, TimeSpan beforeEnd)
    {
        _regular = TimeProvider.System.CreateTimer(_ => store.Mark(feed), null, every, every);
        if (timeout > beforeEnd)
            _last = TimeProvider.System.CreateTimer(_ => store.Mark(feed), null, timeout - beforeEnd, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _regular.Dispose();
        _last?.Dispose();
    }
}
