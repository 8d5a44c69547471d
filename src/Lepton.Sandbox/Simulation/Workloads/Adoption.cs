using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>A controller takes over matching objects that have none, and lets go of its own that match no more.</summary>
internal static class Adoption
{
    /// <summary>Brings ownership in line with the selector; true when it changed anything (the changes come back as events).</summary>
    public static bool Settle<TView>(ClusterContext context, GroupVersionResource resource, ObjectView owner, ObjectIndex<TView> index)
        where TView : ObjectView
    {
        var selector = LabelSelector.Read(owner.Spec.Object("selector"));
        var changed = false;
        if (!owner.Deleting)
        {
            foreach (var orphan in index.Uncontrolled(owner.Namespace).Where(orphan => !orphan.Deleting && selector.Matches(orphan.Labels)).ToList())
                changed |= Update(context, resource, orphan, metadata => Add(metadata, owner));
        }

        foreach (var own in index.ControlledBy(owner.Uid).Where(own => !own.Deleting && !selector.Matches(own.Labels)).ToList())
            changed |= Update(context, resource, own, metadata => Remove(metadata, owner.Uid));
        return changed;
    }

    private static bool Update(ClusterContext context, GroupVersionResource resource, ObjectView view, Func<JsonObject, bool> change)
    {
        var changed = false;
        context.Api.Update(resource, view.Namespace, view.Name, json => changed = json.Object("metadata").Text("uid") == view.Uid && change(json.Ensure("metadata")));
        return changed;
    }

    private static bool Add(JsonObject metadata, ObjectView owner)
    {
        if (metadata.Objects("ownerReferences").Any(static reference => reference.Flag("controller")))
            return false;
        if (metadata["ownerReferences"] is not JsonArray references)
            metadata["ownerReferences"] = references = [];
        references.Add((JsonNode)PodFactory.OwnerReference(owner));
        return true;
    }

    private static bool Remove(JsonObject metadata, string uid)
    {
        if (metadata["ownerReferences"] is not JsonArray references || references.OfType<JsonObject>().FirstOrDefault(reference => reference.Text("uid") == uid) is not { } own)
            return false;
        references.Remove(own);
        if (references.Count == 0)
            metadata.Remove("ownerReferences");
        return true;
    }
}
