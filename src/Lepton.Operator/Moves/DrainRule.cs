using Lepton.Api.Models;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Moves;

/// <summary>When what is leaving may go.</summary>
internal static class DrainRule
{
    /// <summary>The placements that remain after dropping what may go now; null when nothing may go.</summary>
    /// <param name="isGone">Whether nothing of the model is left in a cluster (a gang's source).</param>
    /// <param name="isHealthy">Whether a cluster answers: what drains in a silent one is dropped, and swept when it returns.</param>
    public static List<ModelPlacement>? Drop(LeptonModel model, IReadOnlyList<ModelPlacement> placements, Func<string, bool> isGone, Func<string, bool> isHealthy)
    {
        if (!placements.Any(p => p.State == PlacementState.Draining || p.DrainingReplicas > 0))
            return null;
        var training = model.Spec.Workload == WorkloadKind.Training;
        var replaced = !training && Serves(model, placements);
        var changed = false;
        var next = new List<ModelPlacement>();
        foreach (var placement in placements)
        {
            if (placement.State == PlacementState.Draining && (replaced || !isHealthy(placement.Cluster) || (training && isGone(placement.Cluster))))
            {
                changed = true;
                continue;
            }

            if (replaced && placement.DrainingReplicas > 0)
            {
                placement.DrainingReplicas = null;
                changed = true;
            }

            next.Add(placement);
        }

        return changed ? next : null;
    }

    /// <summary>True when the placements that stay serve what is wanted without those that leave.</summary>
    private static bool Serves(LeptonModel model, IReadOnlyList<ModelPlacement> placements)
    {
        var ready = placements.Where(p => p.State != PlacementState.Draining)
            .Sum(p => Math.Min(p.ReadyReplicas, p.Replicas) * ModelDemandOf.Throughput(model, p.Accelerator));
        return ready >= ModelDemandOf.Wanted(model) - 1e-9;
    }

    /// <summary>A gang starts only when no other run of it is left anywhere.</summary>
    public static bool MayStart(LeptonModel model, IReadOnlyList<ModelPlacement> placements) =>
        model.Spec.Workload != WorkloadKind.Training || !placements.Any(p => p.State == PlacementState.Draining);
}
