using System.Threading.Channels;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;

namespace Lepton.Testing.Fakes;

/// <summary>One open watch.</summary>
internal sealed class FakeWatcher(FakeSelector selector, bool bookmarks)
{
    private readonly Channel<(WatchEventType Type, JsonObject Object)> _events = Channel.CreateUnbounded<(WatchEventType, JsonObject)>();

    internal bool Bookmarks => bookmarks;

    internal ChannelReader<(WatchEventType Type, JsonObject Object)> Events => _events.Reader;

    /// <summary>Sends a change as this watch sees it: what enters the selection is added, what leaves it is deleted.</summary>
    internal void Send(FakeChange change)
    {
        switch (selector.Matches(change.Before), selector.Matches(change.After))
        {
            case (false, true):
                Send(WatchEventType.Added, change.After!);
                break;
            case (true, true):
                Send(WatchEventType.Modified, change.After!);
                break;
            case (true, false):
                var last = (JsonObject)change.Before!.DeepClone();
                last["metadata"]!["resourceVersion"] = change.Version.ToString();
                Send(WatchEventType.Deleted, last);
                break;
            default:
                break;
        }
    }

    internal void Send(WatchEventType type, JsonObject value) => _events.Writer.TryWrite((type, value));

    internal void End(Exception? error) => _events.Writer.TryComplete(error);
}
