using System.Text.Json.Nodes;
using Lepton.Api;

namespace Lepton.Operator.Emission.Pods;

/// <summary>Taints a replica bears: those clouds put on GPU and spot nodes, those the policy names, and the overlay's.</summary>
internal static class Tolerations
{
    // Without an effect they cover NoSchedule, the usual one, and NoExecute, which some put on GPU nodes.
    private static readonly ClusterToleration[] Gpu =
    [
        Exists("nvidia.com/gpu"),
        Exists("amd.com/gpu"),
        new() { Key = "sku", Operator = TolerationOperator.Equal, Value = "gpu" },
    ];

    private static readonly ClusterToleration[] Spot =
    [
        Exists("cloud.google.com/gke-spot"),
        Exists("cloud.google.com/gke-preemptible"),
        Exists("kubernetes.azure.com/scalesetpriority"),
        Exists("karpenter.sh/capacity-type"),
    ];

    /// <summary>What every replica with such a device on such capacity bears without anybody saying so. A replica without devices stays off GPU nodes.</summary>
    /// <param name="resource">The extended resource, or null.</param>
    public static IEnumerable<ClusterToleration> Standard(string? resource, CapacityKind capacityType) =>
        OfDevice(resource).Concat(capacityType == CapacityKind.Spot ? Spot : []);

    public static JsonArray Create(IReadOnlyList<PlacementTarget> targets, JsonArray overlay)
    {
        var result = new JsonArray();
        var wanted = targets.SelectMany(t => Standard(t.GpusPerReplica > 0 ? t.ResourceName : null, t.CapacityType))
            .Concat(targets.SelectMany(t => t.Tolerations))
            .Select(ToJson)
            .Concat(overlay);
        foreach (var toleration in wanted)
        {
            if (!result.Any(r => JsonNode.DeepEquals(r, toleration)))
                result.Add(toleration?.DeepClone());
        }

        return result;
    }

    /// <summary>Nodes with devices are tainted by the vendor's GPU name, or by the resource's own (what the ExtendedResourceToleration admission plugin assumes).</summary>
    private static IEnumerable<ClusterToleration> OfDevice(string? resource)
    {
        if (resource is null)
            return [];
        var isGpu = resource.StartsWith("nvidia.com/", StringComparison.Ordinal) || resource.StartsWith("amd.com/", StringComparison.Ordinal);
        var own = Gpu.Any(g => g.Key == resource) ? Enumerable.Empty<ClusterToleration>() : [Exists(resource)];
        return (isGpu ? Gpu : []).Concat(own);
    }

    private static ClusterToleration Exists(string key) => new() { Key = key, Operator = TolerationOperator.Exists };

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
