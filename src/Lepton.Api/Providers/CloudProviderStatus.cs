using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>What is observed of a <see cref="CloudProvider"/>. Written by the operator only.</summary>
public sealed class CloudProviderStatus
{
    [Minimum(0)]
    [Description("The metadata.generation this status is about.")]
    public long? ObservedGeneration { get; set; }

    [ListMap("type"), Count(16)]
    [Description("Ready: the specification makes sense and all member clusters are reachable and synced.")]
    public List<V1Condition>? Conditions { get; set; }

    [ListMap("name"), Count(200)]
    [Description("The member clusters.")]
    public List<MemberClusterStatus>? Clusters { get; set; }

    [Description("Sums over the member clusters.")]
    public ProviderTotals? Totals { get; set; }
}

/// <summary>What is observed of one member cluster.</summary>
public sealed class MemberClusterStatus
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Name { get; set; } = "";

    [ListMap("type"), Count(16)]
    [Description("Reachable: its API server answers. Synced: nodes and pods are known.")]
    public List<V1Condition>? Conditions { get; set; }

    [Length(63)]
    [Description("Version of its API server, such as v1.36.2.")]
    public string? KubernetesVersion { get; set; }

    [Description("When its API server last answered.")]
    public DateTimeOffset? LastHeartbeatTime { get; set; }

    [ListMap("name"), Count(256)]
    [Description("Nodes of one shape and one kind of terms, and node pools that can grow.")]
    public List<PoolStatus>? Pools { get; set; }
}

/// <summary>Sums over a provider.</summary>
public sealed class ProviderTotals
{
    [Length(32)]
    [Description("Reachable member clusters of those declared, such as 2/3.")]
    public string? Clusters { get; set; }

    [Optional, Description("Ready nodes.")]
    public int Nodes { get; set; }

    [Optional, Description("GPUs on the nodes there are.")]
    public int GpusAllocatable { get; set; }

    [Optional, Description("GPUs used by pods that are not ours.")]
    public int GpusUsedByOthers { get; set; }

    [Optional, Description("GPUs used by models.")]
    public int GpusUsedByModels { get; set; }

    [Optional, Description("GPUs that nothing uses.")]
    public int GpusFree { get; set; }

    [Optional, Description("GPUs that node pools may still add.")]
    public int GpusScalable { get; set; }

    [Optional, Description("Dollars per hour of the models placed here.")]
    public double HourlyCost { get; set; }
}
