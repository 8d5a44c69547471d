using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission.Objects;

namespace Lepton.Operator.Emission;

/// <summary>A kind the operator writes in member clusters.</summary>
/// <param name="Propagation">What becomes of dependents when an object is deleted. Always said: the server's own default for Jobs leaves their pods running.</param>
/// <param name="Shared">True for objects that several models may share: they carry no model label and go when no model of the namespace emits them any more.</param>
/// <param name="Optional">True for kinds that a member may not have.</param>
internal sealed record OwnedKind(ResourceDefinition Resource, string Propagation, bool Shared = false, bool Optional = false);

/// <summary>All kinds the operator writes, hence watches and sweeps, in members.</summary>
internal static class OwnedKinds
{
    /// <summary>In the order in which they are deleted: what would scale or restart workloads first, then the workloads, then what they use; a namespace last
    /// (and only when nothing of anybody else is left in it: deleting it deletes everything in it).</summary>
    public static IReadOnlyList<OwnedKind> All { get; } =
    [
        new(ResourceDefinition.Of<ScaledObject>(), "Background", Optional: true),
        new(ResourceDefinition.Of<V2HorizontalPodAutoscaler>(), "Background"),
        new(ResourceDefinition.Of<V1Deployment>(), "Background"),
        new(ResourceDefinition.Of<V1Job>(), "Background"),
        new(ResourceDefinition.Of<V1PodDisruptionBudget>(), "Background"),
        new(ResourceDefinition.Of<V1Service>(), "Background"),
        new(ResourceDefinition.Of<V1ServiceAccount>(), "Background", Shared: true),
        new(ResourceDefinition.Of<V1ConfigMap>(), "Background", Shared: true),
        new(ResourceDefinition.Of<V1Secret>(), "Background", Shared: true),
        new(ResourceDefinition.Of<V1Namespace>(), "Background", Shared: true),
    ];

    /// <summary>Position in <see cref="All"/>: lower is deleted earlier.</summary>
    public static int DeletionOrder(ResourceDefinition resource)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Resource == resource)
                return i;
        }

        throw new ArgumentException($"{resource} is not a kind the operator writes", nameof(resource));
    }

    public static OwnedKind Of(ResourceDefinition resource) => All[DeletionOrder(resource)];
}
