using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Pods from the template of their owner.</summary>
internal static class PodFactory
{
    public static JsonObject FromTemplate(ObjectView owner, JsonObject template)
    {
        var metadata = new JsonObject { ["generateName"] = owner.Name + "-", ["namespace"] = owner.Namespace };
        foreach (var key in (ReadOnlySpan<string>)["labels", "annotations", "finalizers"])
        {
            if (template.Object("metadata")?[key] is { } value)
                metadata[key] = value.DeepClone();
        }

        metadata["ownerReferences"] = new JsonArray(OwnerReference(owner));
        return new JsonObject
        {
            ["kind"] = "Pod",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["spec"] = template.Object("spec")?.DeepClone() ?? new JsonObject(),
        };
    }

    /// <summary>The reference a controller puts on what it makes.</summary>
    public static JsonObject OwnerReference(ObjectView owner) => new()
    {
        ["apiVersion"] = owner.Json.Text("apiVersion"),
        ["kind"] = owner.Json.Text("kind"),
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}
