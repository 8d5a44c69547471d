using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.FieldManagement.Walks;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>
/// Removes from a merged object what its applier applied last time, does not apply now, and nobody else owns; after merge/update.go of structured-merge-diff.
/// </summary>
internal static class Pruning
{
    public static JsonObject Prune(FieldType type, JsonObject merged, FieldSet? last, ManagedState managers)
    {
        if (last is null || last.IsEmpty)
            return merged;
        var lastNamed = NamedFields.AsMembers(type, last);
        var pruned = Removing.Remove(type, merged, lastNamed);
        var owned = managers.Owners.Values.Aggregate(new FieldSet(), (all, owner) => all.Union(owner.Fields));
        var mergedSet = Named(type, merged);

        // Put back what is owned by others, or by the new configuration ...
        pruned = Removing.Remove(type, merged, mergedSet.Difference(Named(type, pruned).Union(NamedFields.AsMembers(type, owned))));

        // ... and what the applier never owned.
        return Removing.Remove(type, merged, mergedSet.Difference(Named(type, pruned)).Intersection(lastNamed));
    }

    private static FieldSet Named(FieldType type, JsonObject value) => NamedFields.AsMembers(type, Ownable.Of(type, value));
}
