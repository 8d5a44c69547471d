using Lepton.Api.Providers;

namespace Lepton.Api.Accelerators;

/// <summary>Labels by which pods select nodes that do not exist yet.</summary>
public static class NodeSelectors
{
    /// <summary>
    /// The labels nodes of a declared pool will carry: those it declares; else its instance type; else, on GKE, the GPU's label.
    /// The label of spot nodes is added where the cloud has one for all of them. Empty when nothing is known.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(ProviderType provider, NodePool pool)
    {
        if (pool.NodeSelector is { Count: > 0 } declared)
            return declared;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (pool.InstanceType is { } type)
            labels[NodeLabels.InstanceType] = type;
        else if (provider == ProviderType.GCP && pool.Accelerator is { } name && GkeName(name) is { } gke)
            labels["cloud.google.com/gke-accelerator"] = gke;
        if (pool.CapacityType == CapacityKind.Spot && SpotLabel(provider) is { } spot)
            labels[spot.Key] = spot.Value;
        return labels;
    }

    /// <summary>GKE's name of a GPU type; null for one it does not offer.</summary>
    public static string? GkeName(string accelerator) => accelerator switch
    {
        "K80" or "P4" or "P100" or "V100" or "T4" => $"nvidia-tesla-{accelerator.ToLowerInvariant()}",
        "A100-40GB" => "nvidia-tesla-a100",
        "A100-80GB" => "nvidia-a100-80gb",
        "H100" => "nvidia-h100-80gb",
        "H200" => "nvidia-h200-141gb",
        "L4" or "B200" or "GB200" or "RTX-PRO-6000" => $"nvidia-{accelerator.ToLowerInvariant()}",
        _ => null,
    };

    private static KeyValuePair<string, string>? SpotLabel(ProviderType provider) => provider switch
    {
        ProviderType.GCP => KeyValuePair.Create("cloud.google.com/gke-spot", "true"),
        ProviderType.Azure => KeyValuePair.Create("kubernetes.azure.com/scalesetpriority", "spot"),
        _ => null,
    };
}
