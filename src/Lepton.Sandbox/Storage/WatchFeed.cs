using System.Threading.Channels;

namespace Lepton.Sandbox.Storage;

/// <summary>What a watch reads: a change, or the mark that everything up to a resourceVersion has been delivered.</summary>
internal readonly record struct FeedItem(StoreChange? Change, long ResourceVersion);

/// <summary>
/// The queue between storage and one watch. Storage never waits for a reader: one that falls too far behind is cut off, and resumes or lists again.
/// </summary>
internal sealed class WatchFeed(string? @namespace, Action<WatchFeed> close) : IDisposable
{
    private const int MaxPending = 100_000;
    private readonly Channel<FeedItem> _channel = Channel.CreateUnbounded<FeedItem>();
    private readonly string? _prefix = string.IsNullOrEmpty(@namespace) ? null : @namespace + "/";

    public ChannelReader<FeedItem> Reader => _channel.Reader;

    public void Push(StoreChange change)
    {
        if (_prefix is not null && !change.Current.Key.StartsWith(_prefix, StringComparison.Ordinal))
            return;
        if (_channel.Reader.Count >= MaxPending)
            _channel.Writer.TryComplete();
        else
            _channel.Writer.TryWrite(new FeedItem(change, change.ResourceVersion));
    }

    public void PushMark(long resourceVersion) => _channel.Writer.TryWrite(new FeedItem(null, resourceVersion));

    public void Complete() => _channel.Writer.TryComplete();

    public void Dispose() => close(this);
}
