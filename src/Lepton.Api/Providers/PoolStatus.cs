using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>What is observed of one pool of a member cluster.</summary>
public sealed class PoolStatus
{
    [Length(1, 253)]
    [Description("Name of the node pool, or one made of shape and terms for nodes of no declared pool.")]
    public string Name { get; set; } = "";

    [Length(128)]
    [Description("Canonical GPU name, or the extended resource of another device; absent without.")]
    public string? Accelerator { get; set; }

    [Length(63)]
    [Description("The cloud's instance type.")]
    public string? InstanceType { get; set; }

    [Optional, Description("On what terms the nodes are bought.")]
    public CapacityKind CapacityType { get; set; }

    [Optional, Description("Nodes that are ready and take pods.")]
    public int Nodes { get; set; }

    [Optional, Description("GPUs on them.")]
    public int GpusAllocatable { get; set; }

    [Optional, Description("GPUs used by pods that are not ours.")]
    public int GpusUsedByOthers { get; set; }

    [Optional, Description("GPUs used by models.")]
    public int GpusUsedByModels { get; set; }

    [Optional, Description("GPUs that nothing uses.")]
    public int GpusFree { get; set; }

    [Optional, Description("GPUs the autoscaler may still add.")]
    public int GpusScalable { get; set; }

    [Description("Until when no new nodes are counted on: some that were waited for did not come.")]
    public DateTimeOffset? StockedOutUntil { get; set; }

    [Description("Dollars per GPU and hour; absent when no price is known or the pool has no GPUs.")]
    public double? PricePerGpuHour { get; set; }

    [Length(1024)]
    [Description("Why nothing is placed here, such as an unknown price; absent when the pool can be used.")]
    public string? Reason { get; set; }
}
