using System.Diagnostics.CodeAnalysis;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>The objects of one informer by name, with indexes. One writer (the informer), many readers.</summary>
internal sealed class ObjectStore<T> : ILister<T> where T : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, T> _objects = [];
    private readonly Dictionary<string, ObjectIndex<T>> _indexes = new(StringComparer.Ordinal);

    /// <summary>What <see cref="List()"/> answered last; null after a change.</summary>
    private T[]? _all;

    internal ObjectStore(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexers)
    {
        foreach (var (name, values) in indexers)
            _indexes.Add(name, new(values));
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _objects.Count;
        }
    }

    public T? Get(NamespacedName name)
    {
        lock (_gate)
            return _objects.GetValueOrDefault(name);
    }

    public bool TryGet(NamespacedName name, [NotNullWhen(true)] out T? value) => (value = Get(name)) is not null;

    public IReadOnlyList<T> List()
    {
        lock (_gate)
            return _all ??= [.. _objects.Values];
    }

    public IReadOnlyList<T> List(string @namespace) => [.. List().Where(o => (o.Metadata.Namespace ?? "") == @namespace)];

    public IReadOnlyList<T> ByIndex(string indexer, string value)
    {
        lock (_gate)
        {
            if (!_indexes.TryGetValue(indexer, out var index))
                throw new KeyNotFoundException($"There is no indexer \"{indexer}\"; there are: {string.Join(", ", _indexes.Keys)}.");
            return [.. index.Names(value).Select(name => _objects[name])];
        }
    }

    /// <summary>Stores the object and answers the one it replaces.</summary>
    internal T? Set(NamespacedName name, T value)
    {
        lock (_gate)
        {
            _objects.TryGetValue(name, out var old);
            _objects[name] = value;
            Changed(name, old, value);
            return old;
        }
    }

    internal T? Remove(NamespacedName name)
    {
        lock (_gate)
        {
            if (_objects.Remove(name, out var old))
                Changed(name, old, null);
            return old;
        }
    }

    internal List<NamespacedName> Names()
    {
        lock (_gate)
            return [.. _objects.Keys];
    }

    private void Changed(NamespacedName name, T? old, T? now)
    {
        _all = null;
        foreach (var index in _indexes.Values)
            index.Move(name, old, now);
    }
}
