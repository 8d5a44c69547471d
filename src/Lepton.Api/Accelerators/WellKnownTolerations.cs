using Lepton.Kubernetes.Models;

namespace Lepton.Api.Accelerators;

/// <summary>Taints that clouds put on GPU and spot nodes by themselves: a replica placed there tolerates them without the user having to say so.</summary>
public static class WellKnownTolerations
{
    /// <param name="resourceName">The extended resource the replica requests; null without GPUs.</param>
    public static List<V1Toleration> For(string? resourceName, CapacityKind capacity)
    {
        var tolerations = new List<V1Toleration>();
        if (resourceName is not null)
        {
            // GKE and most device plugins' guides; AKS' guide.
            tolerations.Add(new V1Toleration { Key = resourceName, Operator = "Exists" });
            tolerations.Add(new V1Toleration { Key = "sku", Operator = "Equal", Value = "gpu" });
        }
        if (capacity == CapacityKind.Spot)
        {
            tolerations.Add(new V1Toleration { Key = "kubernetes.azure.com/scalesetpriority", Operator = "Equal", Value = "spot" });
            tolerations.Add(new V1Toleration { Key = "cloud.google.com/gke-spot", Operator = "Equal", Value = "true" });
            tolerations.Add(new V1Toleration { Key = "cloud.google.com/gke-provisioning", Operator = "Equal", Value = "spot" });
        }
        return tolerations;
    }
}
