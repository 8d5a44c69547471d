using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Garbage;

internal sealed record OwnerReference(string Uid, string ApiVersion, string Kind, string Name, bool Blocks);

/// <summary>An object the garbage collector has to know: it has owners, or waits for its dependents.</summary>
internal sealed class GraphObject(GroupVersionResource resource, ObjectView view)
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    public GroupVersionResource Resource { get; } = resource;

    public ObjectName Name { get; } = view.Key;

    public string Uid { get; } = view.Uid;

    public bool Deleting { get; } = view.Deleting;

    public bool WaitsForDependents { get; } = view.Deleting && view.HasFinalizer(Foreground);

    public bool OrphansDependents { get; } = view.Deleting && view.HasFinalizer(Orphan);

    /// <summary>What it would be deleted with, as finalizers left by an earlier choice say.</summary>
    public string Policy { get; } = view.HasFinalizer(Orphan) ? "Orphan" : view.HasFinalizer(Foreground) ? "Foreground" : "Background";

    public IReadOnlyList<OwnerReference> Owners { get; } = view.Metadata.Objects("ownerReferences").Select(Read).ToArray();

    private static OwnerReference Read(JsonObject json) =>
        new(json.Text("uid") ?? "", json.Text("apiVersion") ?? "", json.Text("kind") ?? "", json.Text("name") ?? "", json.Flag("blockOwnerDeletion"));
}

/// <summary>Who depends on whom, by uid. Holds only objects with owners or with a garbage collection finalizer, so a cluster without any costs nothing.</summary>
internal sealed class OwnerGraph
{
    private readonly Dictionary<string, GraphObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, GraphObject>> _dependents = new(StringComparer.Ordinal);

    public GraphObject? Get(string uid) => _objects.GetValueOrDefault(uid);

    public IReadOnlyCollection<GraphObject> Dependents(string uid) => _dependents.TryGetValue(uid, out var dependents) ? dependents.Values : [];

    /// <summary>Takes a state in; true when the collector has to look at it.</summary>
    public bool Put(GroupVersionResource resource, ObjectView view)
    {
        var next = new GraphObject(resource, view);
        var known = _objects.GetValueOrDefault(view.Uid);
        if (known is not null)
            Unlink(known);
        if (next.Owners.Count == 0 && next is { WaitsForDependents: false, OrphansDependents: false })
        {
            _objects.Remove(view.Uid);
            return false;
        }

        _objects[view.Uid] = next;
        foreach (var owner in next.Owners)
            Bucket(owner.Uid)[next.Uid] = next;
        return known is null || known.Deleting != next.Deleting || known.Policy != next.Policy || !known.Owners.SequenceEqual(next.Owners);
    }

    public void Remove(string uid)
    {
        if (_objects.Remove(uid, out var known))
            Unlink(known);
    }

    private void Unlink(GraphObject known)
    {
        foreach (var owner in known.Owners)
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents) && dependents.Remove(known.Uid) && dependents.Count == 0)
                _dependents.Remove(owner.Uid);
        }
    }

    private Dictionary<string, GraphObject> Bucket(string uid)
    {
        if (!_dependents.TryGetValue(uid, out var dependents))
            _dependents[uid] = dependents = new Dictionary<string, GraphObject>(StringComparer.Ordinal);
        return dependents;
    }
}
