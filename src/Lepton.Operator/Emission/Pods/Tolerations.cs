using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Emission.Pods;

/// <summary>Taints a replica bears: those clouds put on GPU and spot nodes, those the policy names, and the overlay's. A replica without GPUs stays off GPU nodes.</summary>
internal static class Tolerations
{
    public static JsonArray Create(IReadOnlyList<PlacementTarget> targets, JsonArray overlay)
    {
        var result = new JsonArray();
        var wanted = targets.SelectMany(t => WellKnownTolerations.For(t.GpusPerReplica > 0 ? t.ResourceName : null, t.CapacityType))
            .Select(t => KubernetesJson.ToNode(t))
            .Concat(targets.SelectMany(t => t.Tolerations).Select(ToJson))
            .Concat(overlay);
        foreach (var toleration in wanted)
        {
            if (!result.Any(r => JsonNode.DeepEquals(r, toleration)))
                result.Add(toleration?.DeepClone());
        }

        return result;
    }

    private static JsonNode ToJson(ClusterToleration toleration)
    {
        var json = new JsonObject();
        if (!string.IsNullOrEmpty(toleration.Key))
            json["key"] = toleration.Key;
        json["operator"] = toleration.Operator.ToString();
        if (!string.IsNullOrEmpty(toleration.Value))
            json["value"] = toleration.Value;
        if (toleration.Effect is { } effect)
            json["effect"] = effect.ToString();
        return json;
    }
}
