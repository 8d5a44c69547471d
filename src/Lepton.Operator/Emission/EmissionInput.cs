using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission.Objects;

namespace Lepton.Operator.Emission;

/// <summary>Everything that decides what a model looks like in one member cluster.</summary>
internal sealed record EmissionInput
{
    public required LeptonModel Model { get; init; }

    /// <summary>The value of <see cref="Ownership.HubLabel"/>.</summary>
    public required string HubId { get; init; }

    /// <summary>The model's placements in this cluster, one per pool. Without any, and without data on its way, nothing is emitted.</summary>
    public required IReadOnlyList<PlacementTarget> Targets { get; init; }

    /// <summary>The cluster, when the model's data is on its way there; null otherwise.</summary>
    public DataTarget? Data { get; init; }

    /// <summary>The objects of spec.propagate as they stand in the hub: ConfigMaps, Secrets, ServiceAccounts. None when the member is the hub itself.</summary>
    public IReadOnlyList<UnstructuredObject> Propagated { get; init; } = [];

    /// <summary>True when the member has KEDA's kinds.</summary>
    public bool HasKeda { get; init; }

    /// <summary>True when the namespace is ours to make: it is missing, or we made it.</summary>
    public bool EmitNamespace { get; init; }
}
