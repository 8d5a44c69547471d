using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Emission;
using Lepton.Operator.Emission.Objects;
using Lepton.Operator.Moves;

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
        var active = placements.Where(p => p.State != PlacementState.Draining).ToList();
        var total = Math.Max(1, active.Sum(p => p.Replicas));
        return placements
            .Where(p => p.Cluster == cluster && (!training || p.State != PlacementState.Draining))
            .Select(p => Target(p, model, policy, total))
            .Where(t => t.Replicas > 0 || model.Status!.Migration is null)
            .ToList();
    }

    /// <summary>The cluster as the place a model's data is brought to; null when the model has no placement there.</summary>
    public static DataTarget? Data(string cluster, LeptonModel model) =>
        model.Status?.Placements?.Find(p => p.Cluster == cluster) is { } placement ? new DataTarget(cluster, placement.Provider, placement.Region) : null;

    private static PlacementTarget Target(ModelPlacement placement, LeptonModel model, PlacementPolicy? policy, int total)
    {
        var replicas = MigrationSteps.Running(model, placement);
        var scaling = model.Spec.Scaling;
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
            // The bounds are divided as the plan divides the replicas; none is below one or above what the whole may have.
            MinReplicas = scaling is null ? null : Math.Max(1, scaling.MinReplicas * placement.Replicas / total),
            MaxReplicas = scaling is null ? null : Math.Max(replicas, (scaling.MaxReplicas * placement.Replicas + total - 1) / total),
        };
    }

    /// <summary>The name under which the model lists what the placement's pool has.</summary>
    private static string? Listed(LeptonModel model, ModelPlacement placement) =>
        placement.Accelerator is null ? null : Planning.ModelDemandOf.Option(model, placement.Accelerator)?.Name ?? placement.Accelerator;
}
