using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>The objects of one resource, by name, namespace and controlling owner.</summary>
internal sealed class ObjectIndex<TView>(Func<JsonObject, TView> read) : IObjectIndex
    where TView : ObjectView
{
    /// <summary>Keeps the uncontrolled of each namespace together; no uid begins so.</summary>
    private const string Nobody = "/";

    private readonly Dictionary<ObjectName, TView> _all = [];
    private readonly Dictionary<string, Dictionary<ObjectName, TView>> _byNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<ObjectName, TView>> _byOwner = new(StringComparer.Ordinal);

    public IEnumerable<TView> All => _all.Values;

    public int Count => _all.Count;

    public TView? Get(ObjectName key) => _all.GetValueOrDefault(key);

    public bool TryGet(ObjectName key, [NotNullWhen(true)] out TView? view) => _all.TryGetValue(key, out view);

    public IEnumerable<TView> InNamespace(string @namespace) => _byNamespace.TryGetValue(@namespace, out var bucket) ? bucket.Values : [];

    /// <summary>Those whose controller has that uid.</summary>
    public IEnumerable<TView> ControlledBy(string uid) => _byOwner.TryGetValue(uid, out var bucket) ? bucket.Values : [];

    /// <summary>Those of a namespace no controller owns.</summary>
    public IEnumerable<TView> Uncontrolled(string @namespace) => _byOwner.TryGetValue(Nobody + @namespace, out var bucket) ? bucket.Values : [];

    /// <summary>Puts the state in (or takes the object out) and returns the new view with the one it replaces.</summary>
    public (ObjectView New, ObjectView? Old) Apply(JsonObject json, bool deleted)
    {
        var view = read(json);
        _all.Remove(view.Key, out var old);
        if (old is not null)
            Unlink(old);
        if (!deleted)
        {
            _all[view.Key] = view;
            Bucket(_byNamespace, view.Namespace)[view.Key] = view;
            Bucket(_byOwner, OwnerKey(view))[view.Key] = view;
        }

        return (view, old);
    }

    private void Unlink(TView old)
    {
        Remove(_byNamespace, old.Namespace, old.Key);
        Remove(_byOwner, OwnerKey(old), old.Key);
    }

    private static string OwnerKey(TView view) => view.ControllerUid ?? Nobody + view.Namespace;

    private static Dictionary<ObjectName, TView> Bucket(Dictionary<string, Dictionary<ObjectName, TView>> index, string key)
    {
        if (!index.TryGetValue(key, out var bucket))
            index[key] = bucket = [];
        return bucket;
    }

    private static void Remove(Dictionary<string, Dictionary<ObjectName, TView>> index, string key, ObjectName name)
    {
        if (index.TryGetValue(key, out var bucket) && bucket.Remove(name) && bucket.Count == 0)
            index.Remove(key);
    }
}

internal interface IObjectIndex
{
    (ObjectView New, ObjectView? Old) Apply(JsonObject json, bool deleted);
}
