using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>One cloud, set of regions or data centre. Cluster-scoped.</summary>
[KubernetesEntity(Group = LeptonApi.Group, ApiVersion = LeptonApi.Version, Kind = "CloudProvider", PluralName = "cloudproviders", Namespaced = false)]
[ResourceNames(ShortNames = ["lcp"], Categories = [LeptonApi.Category])]
[PrinterColumn("Type", "string", ".spec.type", Description = "Which cloud it is.")]
[PrinterColumn("Clusters", "string", ".status.totals.clusters", Description = "Reachable member clusters of those declared.")]
[PrinterColumn("GPUs", "integer", ".status.totals.gpusAllocatable", Description = "GPUs on the nodes there are.")]
[PrinterColumn("Free", "integer", ".status.totals.gpusFree", Description = "GPUs that nothing uses.")]
[PrinterColumn("Scalable", "integer", ".status.totals.gpusScalable", Description = "GPUs that node pools may still add.")]
[PrinterColumn("$/h", "number", ".status.totals.hourlyCost", Description = "Dollars per hour of the models placed here.")]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", Description = "Whether all member clusters are reachable and synced.")]
[PrinterColumn("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason", Priority = 1, Description = "Why it is or is not ready.")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[Description("CloudProvider is one cloud, set of regions or data centre: its prices, commitments, limits and member clusters.")]
public sealed class CloudProvider : KubernetesObject, ISpec<CloudProviderSpec>, IStatus<CloudProviderStatus>
{
    [Description("What the cloud offers and what it costs.")]
    public CloudProviderSpec Spec { get; set; } = new();

    [Description("What the operator sees in the member clusters.")]
    public CloudProviderStatus? Status { get; set; }
}
