using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>
/// Hands the number of replicas to an autoscaler without a dip. A server-side apply that no longer names a field removes it when nobody else owns it, and a Deployment
/// without replicas has one (Kubernetes "Server-Side Apply", transferring ownership). So before such an apply, another field manager takes the number that stands there.
/// </summary>
internal static class ReplicasHandover
{
    /// <summary>On Deployments whose number of replicas we set.</summary>
    public const string OwnedAnnotation = "lepton.ai/owns-replicas";

    /// <summary>The manager that holds the field until the autoscaler first writes it.</summary>
    public const string FieldManager = "lepton-operator-handover";

    /// <summary>What to apply as <see cref="FieldManager"/>, forced, before <paramref name="desired"/>; null when there is nothing to hand over.</summary>
    public static JsonObject? Needed(JsonObject desired, JsonObject live)
    {
        if ((string?)desired["kind"] != "Deployment" || desired["spec"]?["replicas"] is not null)
            return null;
        if ((string?)live["metadata"]?["annotations"]?[OwnedAnnotation] != "true" || live["spec"]?["replicas"] is not { } replicas)
            return null;
        var metadata = desired["metadata"]!;
        return new JsonObject
        {
            ["apiVersion"] = desired["apiVersion"]!.DeepClone(),
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = metadata["name"]!.DeepClone(), ["namespace"] = metadata["namespace"]!.DeepClone() },
            ["spec"] = new JsonObject { ["replicas"] = replicas.DeepClone() },
        };
    }
}
