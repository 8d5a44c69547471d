using Lepton.Api;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission.Pods;

/// <summary>Taints that clouds put on GPU and spot nodes by themselves: a replica placed there tolerates them without the user having to say so.</summary>
internal static class WellKnownTolerations
{
    /// <param name="resourceName">The extended resource the replica requests; null without GPUs.</param>
    public static List<V1Toleration> For(string? resourceName, CapacityKind capacity)
    {
        var tolerations = new List<V1Toleration>();
        if (resourceName is not null)
        {
            // GKE and most device plugins' guides; AKS' guide.
            tolerations.Add(new V1Toleration { Key = resourceName, Operator = "Exists" });
            // Slices (nvidia.com/mig-1g.10gb) are on nodes tainted as those of whole GPUs.
            if (WholeGpu(resourceName) is { } whole && whole != resourceName)
                tolerations.Add(new V1Toleration { Key = whole, Operator = "Exists" });
            tolerations.Add(new V1Toleration { Key = "sku", Operator = "Equal", Value = "gpu" });
        }

        if (capacity == CapacityKind.Spot)
        {
            tolerations.Add(new V1Toleration { Key = "kubernetes.azure.com/scalesetpriority", Operator = "Equal", Value = "spot" });
            tolerations.Add(new V1Toleration { Key = "cloud.google.com/gke-spot", Operator = "Equal", Value = "true" });
            tolerations.Add(new V1Toleration { Key = "cloud.google.com/gke-provisioning", Operator = "Equal", Value = "spot" });
            tolerations.Add(new V1Toleration { Key = "cloud.google.com/gke-preemptible", Operator = "Equal", Value = "true" });
            tolerations.Add(new V1Toleration { Key = "karpenter.sh/capacity-type", Operator = "Equal", Value = "spot" });
        }

        return tolerations;
    }

    private static string? WholeGpu(string resourceName) =>
        resourceName.StartsWith("nvidia.com/", StringComparison.Ordinal) ? "nvidia.com/gpu"
        : resourceName.StartsWith("amd.com/", StringComparison.Ordinal) ? "amd.com/gpu"
        : null;
}
