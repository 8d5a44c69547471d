using Lepton.Api;
using Lepton.Api.Models;

namespace Lepton.Operator.Emission;

/// <summary>Replicas of a model in one pool of the member cluster that is emitted for, as decided and saved in the model's status.</summary>
internal sealed record PlacementTarget
{
    /// <summary>The pool's id, unique in the fleet; names and labels are made of it.</summary>
    public required string Pool { get; init; }

    /// <summary>The name under which the model lists the accelerator; null for CPU pools.</summary>
    public string? Accelerator { get; init; }

    /// <summary>The extended resource that is requested, such as <c>nvidia.com/gpu</c>; null for CPU pools.</summary>
    public string? ResourceName { get; init; }

    /// <summary>Devices of <see cref="ResourceName"/> per replica; 0 for CPU pools.</summary>
    public int GpusPerReplica { get; init; }

    public CapacityKind CapacityType { get; init; }

    public int Replicas { get; init; }

    /// <summary>Labels that the pool's nodes really carry: a replica lands on no other node.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>The policy's tolerations, beyond those of GPU and spot taints that need no saying.</summary>
    public IReadOnlyList<ClusterToleration> Tolerations { get; init; } = [];

    /// <summary>How long a training run goes on when the hub does not reach the cluster; null without end.</summary>
    public TimeSpan? Fence { get; init; }

    /// <summary>This placement's part of scaling.minReplicas; 1 when absent.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>This placement's part of scaling.maxReplicas; <see cref="Replicas"/> when absent.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>The model's entry for this placement's accelerator: by name, or by resource for devices that are no GPUs.</summary>
    public ModelAccelerator? AcceleratorOf(LeptonModelSpec model) => Accelerator is null
        ? null
        : model.Accelerators?.Find(a => string.Equals(a.Name, Accelerator, StringComparison.OrdinalIgnoreCase) || a.ResourceName == Accelerator);
}
