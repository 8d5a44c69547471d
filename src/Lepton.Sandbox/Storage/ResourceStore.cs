namespace Lepton.Sandbox.Storage;

/// <summary>
/// The objects of one resource in key order. Not thread-safe: <see cref="ClusterStore"/> holds its lock around every call.
/// A sorted array, because reads and range scans are what an API server does all day and a move of a few thousand references costs microseconds.
/// </summary>
internal sealed class ResourceStore(GroupResource id, ChangeHistory history)
{
    private readonly List<StoredObject> _items = [];

    public GroupResource Id { get; } = id;

    public ChangeHistory History { get; } = history;

    public List<WatchFeed> Feeds { get; } = [];

    public int Count => _items.Count;

    public StoredObject? Find(string key)
    {
        var index = Search(_items, key);
        return index >= 0 ? _items[index] : null;
    }

    public void Set(StoredObject item)
    {
        var index = Search(_items, item.Key);
        if (index >= 0)
            _items[index] = item;
        else
            _items.Insert(~index, item);
    }

    public void Remove(string key)
    {
        var index = Search(_items, key);
        if (index >= 0)
            _items.RemoveAt(index);
    }

    /// <summary>All objects, or those of one namespace, in key order.</summary>
    public List<StoredObject> Range(string? @namespace) => Range(_items, @namespace);

    /// <summary>The objects as they were at an earlier resourceVersion, which must not be forgotten.</summary>
    public List<StoredObject> RangeAt(string? @namespace, long resourceVersion)
    {
        var past = new List<StoredObject>(_items);
        foreach (var change in History.NewestFirstAfter(resourceVersion))
            Undo(past, change);
        return Range(past, @namespace);
    }

    private static void Undo(List<StoredObject> items, StoreChange change)
    {
        var index = Search(items, change.Current.Key);
        if (index >= 0 && change.Previous is null)
            items.RemoveAt(index);
        else if (index >= 0)
            items[index] = change.Previous!;
        else if (change.Previous is not null)
            items.Insert(~index, change.Previous);
    }

    private static List<StoredObject> Range(List<StoredObject> items, string? @namespace)
    {
        if (string.IsNullOrEmpty(@namespace))
            return [.. items];
        var prefix = @namespace + "/";
        var start = Search(items, prefix);
        start = start < 0 ? ~start : start;
        var end = start;
        while (end < items.Count && items[end].Key.StartsWith(prefix, StringComparison.Ordinal))
            end++;
        return items.GetRange(start, end - start);
    }

    private static int Search(List<StoredObject> items, string key)
    {
        var (low, high) = (0, items.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(items[middle].Key, key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}
