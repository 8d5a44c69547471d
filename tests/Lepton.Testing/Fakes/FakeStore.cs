using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;

namespace Lepton.Testing.Fakes;

/// <summary>The objects of one resource with the history of their changes, as etcd keeps them. Thread-safe; objects in it are never changed in place.</summary>
internal sealed class FakeStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<FakeChange> _history = [];
    private readonly List<FakeWatcher> _watchers = [];
    private long _version = 1;
    private long _compacted;

    internal long Version
    {
        get
        {
            lock (_gate)
                return _version;
        }
    }

    internal int Watchers
    {
        get
        {
            lock (_gate)
                return _watchers.Count;
        }
    }

    internal JsonObject? Get(string? @namespace, string name)
    {
        lock (_gate)
            return _objects.GetValueOrDefault(Key(@namespace, name));
    }

    internal (List<JsonObject> Items, long Version) List(FakeSelector selector, string? resourceVersion)
    {
        lock (_gate)
        {
            if (long.TryParse(resourceVersion, out var asked) && asked > _version)
                throw FakeErrors.TooLarge(resourceVersion);
            return ([.. _objects.Values.Where(selector.Matches)], _version);
        }
    }

    /// <summary>Reads, changes and writes one object as one step. Null from the change removes it.</summary>
    /// <param name="unlessSame">An object that is left as it is gets no new version.</param>
    internal JsonObject? Change(string? @namespace, string name, Func<JsonObject?, JsonObject?> change, bool unlessSame = false)
    {
        lock (_gate)
        {
            var key = Key(@namespace, name);
            var before = _objects.GetValueOrDefault(key);
            var after = change((JsonObject?)before?.DeepClone());
            if (after is null && before is null)
                return null;
            if (unlessSame && after is not null && JsonNode.DeepEquals(before, after))
                return before;
            _version++;
            if (after is null)
                _objects.Remove(key);
            else
                _objects[key] = Stamp(after);
            var entry = new FakeChange(_version, before, after);
            _history.Add(entry);
            foreach (var watcher in _watchers)
                watcher.Send(entry);
            return after;
        }
    }

    /// <summary>Opens a watch; what it missed since its resourceVersion is in it already.</summary>
    internal FakeWatcher Watch(FakeSelector selector, WatchOptions options)
    {
        lock (_gate)
        {
            var watcher = new FakeWatcher(selector, options.AllowWatchBookmarks);
            var from = long.TryParse(options.ResourceVersion, out var version) ? version : 0;
            if (options.SendInitialEvents || from == 0)
                SendAll(watcher, selector, options, from);
            else if (from < _compacted)
                throw FakeErrors.Expired(options.ResourceVersion!);
            else
                _history.FindAll(c => c.Version > from).ForEach(watcher.Send);
            _watchers.Add(watcher);
            return watcher;
        }
    }

    internal void Forget(FakeWatcher watcher)
    {
        lock (_gate)
            _watchers.Remove(watcher);
    }

    internal void EndWatches(Exception? error)
    {
        lock (_gate)
        {
            _watchers.ForEach(w => w.End(error));
            _watchers.Clear();
        }
    }

    internal void Bookmark()
    {
        lock (_gate)
            _watchers.FindAll(w => w.Bookmarks).ForEach(w => w.Send(WatchEventType.Bookmark, BookmarkAt(_version)));
    }

    internal void Compact()
    {
        lock (_gate)
        {
            _compacted = _version;
            _history.Clear();
        }
    }

    /// <summary>Back to a backup: the same objects at smaller versions, and no history.</summary>
    internal void Rewind(long version)
    {
        lock (_gate)
        {
            _version = _compacted = version;
            _history.Clear();
            foreach (var key in _objects.Keys.ToList())
                _objects[key] = Stamp((JsonObject)_objects[key].DeepClone());
        }
    }

    private void SendAll(FakeWatcher watcher, FakeSelector selector, WatchOptions options, long from)
    {
        if (from > _version)
            throw FakeErrors.TooLarge(options.ResourceVersion!);
        foreach (var value in _objects.Values.Where(selector.Matches))
            watcher.Send(WatchEventType.Added, value);
        if (!options.SendInitialEvents)
            return;
        var end = BookmarkAt(_version);
        end["metadata"]!["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        watcher.Send(WatchEventType.Bookmark, end);
    }

    private JsonObject Stamp(JsonObject value)
    {
        value["metadata"]!["resourceVersion"] = _version.ToString();
        return value;
    }

    private static JsonObject BookmarkAt(long version) => new() { ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString() } };

    private static string Key(string? @namespace, string name) => $"{@namespace}/{name}";
}
