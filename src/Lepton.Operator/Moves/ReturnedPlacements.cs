using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Moves;

/// <summary>
/// failover.purge Never: what a cluster that was given up may still run stays in the status until the cluster is back and shows it. If it is ready it is taken up again, and as much of its
/// successors goes; if it is not, it goes as anything that was replaced.
/// </summary>
internal sealed record ReturnedPlacements(IReadOnlyList<ModelPlacement> Stay, IReadOnlyList<LostPlacement> Leave)
{
    /// <summary>Whether a placement of a lost cluster is kept although it was replaced.</summary>
    public static bool Keeps(LeptonModel model, PlacementPolicy? policy, ModelPlacement placement, MemberHealth? health) =>
        placement.Lost && Applies(model, policy) && (health is MemberHealth.Unreachable or MemberHealth.Unknown || placement.ReadyReplicas > 0);

    /// <summary>Null when nothing has come back.</summary>
    public static ReturnedPlacements? Of(LeptonModel model, PlacementPolicy? policy, FleetSnapshot snapshot)
    {
        var placements = model.Status?.Placements ?? [];
        if (!Applies(model, policy) || !placements.Exists(p => p.Lost))
            return null;
        var back = placements.Where(p => p is { Lost: true, State: PlacementState.Draining, ReadyReplicas: > 0 } && snapshot.Members.GetValueOrDefault(p.Cluster)?.Health == MemberHealth.Healthy).ToList();
        if (back.Count == 0)
            return null;
        var left = ModelDemandOf.Wanted(model);
        var stay = new List<ModelPlacement>();
        foreach (var placement in back)
            left -= Take(placement, Math.Min(placement.Replicas, placement.ReadyReplicas));
        var leave = new List<LostPlacement>();
        foreach (var placement in placements.Where(p => p.State != PlacementState.Draining))
        {
            var replicas = Math.Min(placement.Replicas, Needed(placement));
            if (replicas > 0)
                left -= Take(placement, replicas);
            if (replicas < placement.Replicas)
                leave.Add(new LostPlacement(placement.WithReplicas(placement.Replicas - replicas), PlanReason.ClusterReturned, $"now that {back[0].Cluster} is back with what ran there (failover.purge is Never)"));
        }

        return leave.Count == 0 ? null : new ReturnedPlacements(stay, leave);

        int Needed(ModelPlacement placement) => (int)Math.Ceiling(Math.Max(0, left) / ModelDemandOf.Throughput(model, placement.Accelerator) - 1e-9);

        double Take(ModelPlacement placement, int replicas)
        {
            replicas = Math.Min(replicas, Needed(placement));
            if (replicas == 0)
                return 0;
            var taken = placement.WithReplicas(replicas);
            if (placement.State == PlacementState.Draining)
                taken.State = PlacementState.Pending;
            stay.Add(taken);
            return replicas * ModelDemandOf.Throughput(model, placement.Accelerator);
        }
    }

    private static bool Applies(LeptonModel model, PlacementPolicy? policy) => model.Spec.Workload == WorkloadKind.Inference && policy?.Spec.Failover.Purge == PurgeMode.Never;
}
