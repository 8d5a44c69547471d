using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Garbage;

/// <summary>
/// Deletes what lost its last owner, and carries out foreground and orphan deletion
/// (https://kubernetes.io/docs/concepts/architecture/garbage-collection/), for every resource of the cluster, custom ones too.
/// </summary>
internal sealed class GarbageCollector(ClusterContext context) : IController
{
    private readonly OwnerGraph _graph = new();

    public IReadOnlyList<GroupVersionResource>? Watches => null;

    public void Observe(Change change)
    {
        var view = change.Object;
        if (change.Deleted)
        {
            var owners = _graph.Get(view.Uid)?.Owners ?? [];
            _graph.Remove(view.Uid);
            foreach (var dependent in _graph.Dependents(view.Uid))
                Enqueue(dependent.Uid);
            foreach (var owner in owners)
                Enqueue(owner.Uid);
            return;
        }

        if (!_graph.Put(change.Resource, view))
            return;
        Enqueue(view.Uid);
        if (view.Deleting)
            EnqueueOwners(view.Uid);
    }

    public void Reconcile(ObjectName key)
    {
        if (_graph.Get(key.Name) is not { } item)
            return;
        if (item.OrphansDependents)
            OrphanDependents(item);
        else if (item.WaitsForDependents)
            DeleteDependents(item);
        else if (!item.Deleting)
            DeleteUnlessOwned(item);
    }

    private void Enqueue(string uid) => context.Loop.Enqueue(this, new ObjectName("", uid));

    private void EnqueueOwners(string uid)
    {
        foreach (var owner in _graph.Get(uid)?.Owners ?? [])
            Enqueue(owner.Uid);
    }

    private void OrphanDependents(GraphObject owner)
    {
        foreach (var dependent in _graph.Dependents(owner.Uid).ToList())
            DropOwners(dependent, [owner.Uid]);
        RemoveFinalizer(owner, GraphObject.Orphan);
    }

    private void DeleteDependents(GraphObject owner)
    {
        var blocking = false;
        foreach (var dependent in _graph.Dependents(owner.Uid))
        {
            blocking |= dependent.Owners.Any(reference => reference.Uid == owner.Uid && reference.Blocks);
            if (!dependent.Deleting)
                Enqueue(dependent.Uid);
        }

        if (!blocking)
            RemoveFinalizer(owner, GraphObject.Foreground);
    }

    private void DeleteUnlessOwned(GraphObject item)
    {
        var gone = new List<string>();
        var waiting = new List<string>();
        foreach (var owner in item.Owners)
        {
            if (Find(item, owner) is not { } live)
                gone.Add(owner.Uid);
            else if (live.Deleting && live.HasFinalizer(GraphObject.Foreground))
                waiting.Add(owner.Uid);
        }

        if (gone.Count + waiting.Count == 0)
            return;
        if (gone.Count + waiting.Count < item.Owners.Count)
            DropOwners(item, [.. gone, .. waiting]);
        else
            Delete(item, waiting.Count > 0 && _graph.Dependents(item.Uid).Count > 0 ? "Foreground" : item.Policy);
    }

    private void Delete(GraphObject item, string policy)
    {
        // The same name may belong to another object by now.
        if (Live(item.Resource, item.Name)?.Uid == item.Uid)
            context.Api.Delete(item.Resource, ClusterContext.Namespace(item.Name), item.Name.Name, policy);
    }

    private ObjectView? Find(GraphObject item, OwnerReference owner)
    {
        var group = owner.ApiVersion.Contains('/', StringComparison.Ordinal) ? owner.ApiVersion.Split('/')[0] : "";
        var served = context.Api.Resources().FirstOrDefault(resource => resource.Kind == owner.Kind && resource.Resource.Group == group);
        if (served is null)
            return null;
        var live = Live(served.Resource, new ObjectName(served.Namespaced ? item.Name.Namespace : "", owner.Name));
        return live?.Uid == owner.Uid ? live : null;
    }

    private ObjectView? Live(GroupVersionResource resource, ObjectName name) =>
        context.Api.Get(resource, ClusterContext.Namespace(name), name.Name) is { } json ? new ObjectView(json) : null;

    private void DropOwners(GraphObject item, IReadOnlyCollection<string> owners) => Update(item, metadata =>
    {
        if (metadata["ownerReferences"] is not JsonArray references)
            return false;
        var dropped = references.OfType<JsonObject>().Where(reference => owners.Contains(reference.Text("uid") ?? "", StringComparer.Ordinal)).ToList();
        foreach (var reference in dropped)
            references.Remove(reference);
        if (references.Count == 0)
            metadata.Remove("ownerReferences");
        return dropped.Count > 0;
    });

    private void RemoveFinalizer(GraphObject item, string finalizer) => Update(item, metadata => Finalizers.Remove(metadata, finalizer));

    private void Update(GraphObject item, Func<JsonObject, bool> change) =>
        context.Api.Update(item.Resource, ClusterContext.Namespace(item.Name), item.Name.Name, json => json.Object("metadata").Text("uid") == item.Uid && change(json.Object("metadata")!));
}
