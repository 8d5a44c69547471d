using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Emission;
using Lepton.Operator.Emission.Objects;
using Lepton.Operator.Moves;
using Lepton.Operator.Scaling;

namespace Lepton.Operator.Members;

/// <summary>What of a model's saved placements is to stand in one cluster.</summary>
internal static class Targets
{
    public static IReadOnlyList<PlacementTarget> In(string cluster, LeptonModel model, PlacementPolicy? policy)
    {
        var placements = model.Status?.Placements ?? [];
        var training = model.Spec.Workload == WorkloadKind.Training;
        if (!DrainRule.MayStart(model, placements))
            return [];
        var bounds = ScalingBounds.Of(model, placements);
        return placements
            .Where(p => p.Cluster == cluster && (!training || p.State != PlacementState.Draining))
            .Select(p => Target(p, model, policy, bounds.TryGetValue(p.Pool, out var own) ? own : null))
            .Where(t => t.Replicas > 0 || model.Status!.Migration is null)
            .ToList();
    }

    /// <summary>The cluster as the place a model's data is brought to; null when the model has no placement there.</summary>
    public static DataTarget? Data(string cluster, LeptonModel model) =>
        model.Status?.Placements?.Find(p => p.Cluster == cluster) is { } placement ? new DataTarget(cluster, placement.Provider, placement.Region) : null;

    private static PlacementTarget Target(ModelPlacement placement, LeptonModel model, PlacementPolicy? policy, (int Least, int Most)? bounds)
    {
        var replicas = MigrationSteps.Running(model, placement);
        return new PlacementTarget
        {
            Pool = placement.Pool,
            Accelerator = Listed(model, placement),
            ResourceName = placement.ResourceName,
            GpusPerReplica = placement.AcceleratorCount,
            CapacityType = placement.CapacityType,
            Replicas = replicas,
            NodeSelector = placement.NodeSelector ?? [],
            Tolerations = policy?.Spec.Tolerations ?? [],
            Fence = Fence.Of(policy),
            MinReplicas = bounds?.Least,
            MaxReplicas = bounds?.Most,
        };
    }

    /// <summary>The name under which the model lists what the placement's pool has.</summary>
    private static string? Listed(LeptonModel model, ModelPlacement placement) =>
        placement.Accelerator is null ? null : Planning.ModelDemandOf.Option(model, placement.Accelerator)?.Name ?? placement.Accelerator;
}
