using Lepton.Api;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Pools;

/// <summary>Nodes of one shape and capacity type in one member cluster: those that exist and those its autoscaler can add.</summary>
public sealed record FleetPool
{
    /// <summary><c>cluster/accelerator/capacityType/instanceType</c>; stable over restarts, and the same for existing and new nodes.</summary>
    public required string Id { get; init; }

    public required string Cluster { get; init; }

    public required string Provider { get; init; }

    public required string Region { get; init; }

    public string? Zone { get; init; }

    public string? Jurisdiction { get; init; }

    /// <summary>Canonical GPU name; null for CPU nodes.</summary>
    public string? Accelerator { get; init; }

    /// <summary>The extended resource pods ask for, such as <c>nvidia.com/gpu</c>.</summary>
    public string? ResourceName { get; init; }

    public int GpusPerNode { get; init; }

    public double CpuPerNode { get; init; }

    public double MemoryGiBPerNode { get; init; }

    public CapacityType CapacityType { get; init; }

    public string? InstanceType { get; init; }

    /// <summary>Compliance marks and cluster labels (<c>key=value</c>), for rules.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Node labels that select exactly these nodes.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Taints a pod must tolerate beyond those every placed pod tolerates (GPU and spot taints of the clouds).</summary>
    public IReadOnlyList<ClusterTaint> Taints { get; init; } = [];

    public IReadOnlyList<NodeView> Nodes { get; init; } = [];

    /// <summary>How many nodes the autoscaler may still add.</summary>
    public int ScalableNodes { get; init; }

    /// <summary>Until when no new nodes are counted on, because some that were waited for did not come; null when they are.</summary>
    public DateTimeOffset? StockedOutUntil { get; init; }

    public double? PricePerGpuHour { get; init; }

    public double PricePerCpuHour { get; init; }

    public double PricePerMemoryGiBHour { get; init; }

    /// <summary>Why nothing new may be placed here; null when it may.</summary>
    public string? Unusable { get; init; }

    /// <summary>A pool under the name it had before zones began (or ceased) to tell pools apart: its nodes are those of other pools. What runs there stays, nothing new comes.</summary>
    public bool IsFormer { get; init; }

    public double? NodeHourlyPrice => PricePerGpuHour is { } price ? price * GpusPerNode : null;
}
