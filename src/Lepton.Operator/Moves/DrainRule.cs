using Lepton.Api.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Moves;

/// <summary>When what is leaving may go.</summary>
internal static class DrainRule
{
    /// <summary>The placements that remain after dropping what may go now; null when nothing may go.</summary>
    /// <param name="isGone">Whether it is certain that nothing of the model runs in a cluster any more (a gang's source).</param>
    /// <param name="health">
    /// How a cluster stands; null when no CloudProvider names it any more. What serves in a silent one may serve on, so it is not given up before its successors
    /// serve: the cluster may return first.
    /// </param>
    /// <param name="handover">False while the successors are not proven: only what no CloudProvider names any more goes.</param>
    /// <param name="missing">Replicas that may be missing of those wanted.</param>
    /// <param name="keeps">Placements that do not go although they are replaced (<see cref="ReturnedPlacements.Keeps"/>).</param>
    public static List<ModelPlacement>? Drop(LeptonModel model, IReadOnlyList<ModelPlacement> placements, Func<string, bool> isGone, Func<string, MemberHealth?> health, bool handover = true, int missing = 0, Func<ModelPlacement, bool>? keeps = null)
    {
        keeps ??= _ => false;
        if (!placements.Any(p => p.IsLeaving()))
            return null;
        var training = model.Spec.Workload == WorkloadKind.Training;
        var replaced = handover && !training && Serves(model, placements, health, missing);
        var changed = false;
        var next = new List<ModelPlacement>();
        foreach (var placement in placements)
        {
            var state = health(placement.Cluster);
            if (placement.State == PlacementState.Draining && ((replaced && !keeps(placement)) || state is null || (training && isGone(placement.Cluster))))
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

    /// <summary>True when the placements that stay are seen to serve what is wanted without those that leave.</summary>
    /// <param name="missing">Replicas that may be missing.</param>
    public static bool Serves(LeptonModel model, IReadOnlyList<ModelPlacement> placements, Func<string, MemberHealth?> health, int missing = 0)
    {
        // A replica that may be missing counts as the least of them.
        var least = missing == 0 ? 0 : placements.Where(p => p.State != PlacementState.Draining).Select(p => ModelDemandOf.Throughput(model, p.Accelerator)).DefaultIfEmpty(0).Min();
        var ready = placements.Where(p => p.State != PlacementState.Draining && health(p.Cluster) == MemberHealth.Healthy)
            .Sum(p => Math.Min(p.ReadyReplicas, p.Replicas) * ModelDemandOf.Throughput(model, p.Accelerator));
        return ready >= Scaling.MemberScaling.Asked(model, placements) - missing * least - 1e-9;
    }

    /// <summary>Where the source goes first: the placements without it, once none of its replicas is seen to be ready any more; null until then.</summary>
    public static List<ModelPlacement>? Broken(IReadOnlyList<ModelPlacement> placements, Func<string, MemberHealth?> health)
    {
        if (placements.Any(p => health(p.Cluster) == MemberHealth.Healthy && (p.State == PlacementState.Draining ? p.ReadyReplicas > 0 : p.DrainingReplicas > 0 && p.ReadyReplicas > p.Replicas)))
            return null;
        foreach (var placement in placements)
            placement.DrainingReplicas = null;
        return placements.Where(p => p.State != PlacementState.Draining).ToList();
    }

    /// <summary>A gang starts only when no other run of it is left anywhere.</summary>
    public static bool MayStart(LeptonModel model, IReadOnlyList<ModelPlacement> placements) =>
        model.Spec.Workload != WorkloadKind.Training || !placements.Any(p => p.State == PlacementState.Draining);
}
