using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Storage;

/// <summary>The objects of a resource at one resourceVersion.</summary>
internal sealed record StoreList(List<StoredObject> Items, long ResourceVersion);

/// <summary>
/// All objects of one cluster, in memory, with one resourceVersion for all of them. Writes name the version they replace, so that a caller can
/// compute the new state outside the lock and try again when someone was faster.
/// </summary>
/// <param name="time">For the age of changes.</param>
internal sealed class ClusterStore(HistoryOptions? history = null, TimeProvider? time = null)
{
    private readonly HistoryOptions _history = history ?? new HistoryOptions();
    private readonly Lock _gate = new();
    private readonly Dictionary<GroupResource, ResourceStore> _resources = [];
    private Action<StoreChange>[] _subscribers = [];
    private long _resourceVersion;

    public long ResourceVersion => Volatile.Read(ref _resourceVersion);

    public StoredObject? Find(GroupResource resource, string key)
    {
        lock (_gate)
            return _resources.GetValueOrDefault(resource)?.Find(key);
    }

    public StoreList List(GroupResource resource, string? @namespace)
    {
        lock (_gate)
            return new StoreList(_resources.GetValueOrDefault(resource)?.Range(@namespace) ?? [], _resourceVersion);
    }

    /// <summary>The list as it was, or null when that is forgotten.</summary>
    public StoreList? ListAt(GroupResource resource, string? @namespace, long resourceVersion)
    {
        lock (_gate)
        {
            if (!_resources.TryGetValue(resource, out var store))
                return new StoreList([], resourceVersion);
            return resourceVersion < store.History.ForgottenUpTo
                ? null
                : new StoreList(store.RangeAt(@namespace, resourceVersion), resourceVersion);
        }
    }

    /// <summary>Stores <paramref name="value"/> (which the store then owns) in place of <paramref name="expected"/>.</summary>
    /// <returns>Null when the object is no longer <paramref name="expected"/> (or, for a creation, exists).</returns>
    public StoredObject? TryWrite(GroupResource resource, string key, StoredObject? expected, JsonObject value)
    {
        lock (_gate)
        {
            var store = Store(resource);
            if (!ReferenceEquals(store.Find(key), expected))
                return null;
            var current = Stamp(key, value);
            store.Set(current);
            Publish(store, new StoreChange(expected is null ? StoreEventType.Added : StoreEventType.Modified, resource, current, expected));
            return current;
        }
    }

    /// <summary>Removes <paramref name="expected"/>. <paramref name="last"/> is the state that watches see, owned by the store from here on.</summary>
    public StoredObject? TryRemove(GroupResource resource, StoredObject expected, JsonObject last)
    {
        lock (_gate)
        {
            var store = Store(resource);
            if (!ReferenceEquals(store.Find(expected.Key), expected))
                return null;
            var gone = Stamp(expected.Key, last);
            store.Remove(expected.Key);
            Publish(store, new StoreChange(StoreEventType.Deleted, resource, gone, expected));
            return gone;
        }
    }

    /// <summary>
    /// Replaces the JSON of stored objects without a change in any version: what reading old objects through a new schema gives.
    /// </summary>
    public void Rewrite(GroupResource resource, Func<JsonObject, JsonObject> view)
    {
        lock (_gate)
        {
            if (!_resources.TryGetValue(resource, out var store))
                return;
            foreach (var item in store.Range(null))
                store.Set(new StoredObject(item.Key, item.ResourceVersion, view(JsonTree.Clone(item.Value))));
        }
    }

    /// <summary>A list and every change after it, without a gap between the two.</summary>
    public (StoreList List, WatchFeed Feed) ListAndWatch(GroupResource resource, string? @namespace)
    {
        lock (_gate)
        {
            var store = Store(resource);
            return (new StoreList(store.Range(@namespace), _resourceVersion), Attach(store, @namespace));
        }
    }

    /// <summary>Every change after a resourceVersion, or null when some of them are forgotten.</summary>
    /// <param name="oldest">The oldest resourceVersion a watch could have resumed at.</param>
    public WatchFeed? WatchFrom(GroupResource resource, string? @namespace, long resourceVersion, out long oldest)
    {
        lock (_gate)
        {
            var store = Store(resource);
            oldest = store.History.ForgottenUpTo;
            if (resourceVersion < oldest)
                return null;
            var feed = Attach(store, @namespace);
            foreach (var change in store.History.After(resourceVersion))
                feed.Push(change);
            return feed;
        }
    }

    /// <summary>Puts a mark with the current resourceVersion behind everything already in the feed.</summary>
    public void Mark(WatchFeed feed)
    {
        lock (_gate)
            feed.PushMark(_resourceVersion);
    }

    /// <summary>Forgets the history up to now, as a compaction of etcd and a restart of the API server do.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            foreach (var store in _resources.Values)
                store.History.Compact(_resourceVersion);
        }
    }

    /// <summary>Forgets what has become old of resources that nobody writes any more.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            foreach (var store in _resources.Values)
                store.History.Trim();
        }
    }

    /// <summary>Ends all watches of a resource (its CRD is gone or serves something else).</summary>
    public void EndWatches(GroupResource resource)
    {
        lock (_gate)
        {
            foreach (var feed in _resources.GetValueOrDefault(resource)?.Feeds ?? [])
                feed.Complete();
        }
    }

    public IDisposable Subscribe(Action<StoreChange> handler)
    {
        lock (_gate)
            _subscribers = [.. _subscribers, handler];
        return new Subscription(this, handler);
    }

    private WatchFeed Attach(ResourceStore store, string? @namespace)
    {
        var feed = new WatchFeed(@namespace, f =>
        {
            lock (_gate)
                store.Feeds.Remove(f);
        });
        store.Feeds.Add(feed);
        return feed;
    }

    private StoredObject Stamp(string key, JsonObject value)
    {
        var version = ++_resourceVersion;
        value.Child("metadata")["resourceVersion"] = version.ToString();
        return new StoredObject(key, version, value);
    }

    private void Publish(ResourceStore store, StoreChange change)
    {
        store.History.Add(change);
        foreach (var feed in store.Feeds)
            feed.Push(change);
        foreach (var subscriber in _subscribers)
            subscriber(change);
    }

    private ResourceStore Store(GroupResource resource)
    {
        if (!_resources.TryGetValue(resource, out var store))
            _resources[resource] = store = new ResourceStore(resource, new ChangeHistory(_history, time ?? TimeProvider.System));
        return store;
    }

    private sealed class Subscription(ClusterStore owner, Action<StoreChange> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
                owner._subscribers = [.. owner._subscribers.Where(s => s != handler)];
        }
    }
}
