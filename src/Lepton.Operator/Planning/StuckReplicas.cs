using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Emission;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>Replicas of one placement that have to be placed anew although its cluster is well.</summary>
/// <param name="Why">Ends the sentence "moved from CLUSTER, …".</param>
/// <param name="Until">Until when their pool is avoided, if it is.</param>
internal sealed record StuckPart(int Replicas, PlanReason Reason, string Why, DateTimeOffset? Until = null);

/// <summary>
/// Replicas whose pods wait for a node and get none, or are about to lose it. A plan only goes where there is room, but between the plan and the pod others may take it, the scheduler may
/// spread pods that the plan thought of as close together or refuse them for reasons of its own, and a cloud may have no more machines to add: such replicas would wait for as long as
/// that lasts. Where no node of the pool has room and it cannot grow that is plain at once; else they are given <c>failover.pendingTimeout</c>. And a cloud may announce that
/// it takes a machine back (<see cref="NodeDeparture"/>): what runs there is placed elsewhere before.
/// </summary>
internal static class StuckReplicas
{
    public static IReadOnlyDictionary<(ModelKey Model, string Pool), StuckPart> Of(PlanningFacts facts)
    {
        var stuck = new Dictionary<(ModelKey, string), StuckPart>();
        var members = facts.Snapshot.Members.Values.Where(m => m.Health == MemberHealth.Healthy && (m.Unbound.Any(p => p.Model is not null) || m.Nodes.Any(n => n.Leaving is not null))).ToList();
        if (members.Count == 0)
            return stuck;
        var models = facts.Snapshot.Models.Where(m => m.Metadata.DeletionTimestamp is null).ToDictionary(ModelStore.KeyOf);
        foreach (var member in members)
        {
            foreach (var (pods, leaving) in new[] { (member.Unbound, false), (member.Nodes.Where(n => n.Leaving is not null).SelectMany(n => n.Pods), true) })
            {
                foreach (var group in pods.Where(p => p.Model is not null).GroupBy(p => (Model: p.Model!.Value, p.Placement)))
                {
                    if (!models.TryGetValue(group.Key.Model, out var model))
                        continue;
                    foreach (var placement in Wanted(model).Where(p => p.Cluster == member.Cluster && IsOf(group.Key.Placement, p)))
                    {
                        if (facts.Pools.TryGetValue(placement.Pool, out var pool) && (leaving ? Leaving(model, placement, member, [.. group]) : Waiting(model, placement, pool, [.. group], models, facts)) is { } part)
                            stuck.TryAdd((group.Key.Model, placement.Pool), part);
                    }
                }
            }
        }

        return stuck;
    }

    private static StuckPart? Waiting(LeptonModel model, ModelPlacement placement, FleetPool pool, List<PodView> waiting, Dictionary<ModelKey, LeptonModel> models, PlanningFacts facts)
    {
        var (key, training, now) = (ModelStore.KeyOf(model), model.Spec.Workload == WorkloadKind.Training, facts.Snapshot.Time);
        var bound = pool.Nodes.Sum(n => n.Pods.Count(p => p.Model == key && IsOf(p.Placement, placement)));
        var missing = Math.Min(waiting.Count, placement.Replicas - bound);
        if (missing <= 0 || pool.IsFormer)
            return null;
        var policy = facts.PolicyOf(model).Policy;
        var patience = (policy?.Spec.Failover ?? new FailoverPolicy()).PendingTimeout is { IsValid: true } time ? time.ToTimeSpan() : TimeSpan.MaxValue;
        var late = Math.Min(missing, waiting.Count(p => p.WaitingSince is { } since && now - since >= patience));
        if (late > 0)
        {
            // A gang of which a part waits does nothing: it goes as a whole.
            var replicas = training ? placement.Replicas : late;
            var text = $"{new Api.Duration(patience)} (failover.pendingTimeout)";
            return pool.ScalableNodes > 0
                ? new StuckPart(replicas, PlanReason.StockedOut, $"where no new node of pool {placement.Pool} came within {text}", now + UnfitPools.Penalty(policy))
                : new StuckPart(replicas, PlanReason.PodsPending, $"where pods got no node of pool {placement.Pool} within {text}");
        }

        // A gang that has begun is not torn away from what it has done, as long as there is time.
        if (pool.ScalableNodes > 0 || (training && bound > 0))
            return null;
        // Those on their way out give their room back.
        var ending = EndingPods.In(pool, model => models.TryGetValue(model, out var of) && (of.Spec.Workload == WorkloadKind.Inference || of.Status?.Placements?.Exists(p => p.State == PlacementState.Draining && p.Cluster == placement.Cluster) == true) ? EndingPods.Stay(of, pool.Id) : int.MaxValue);
        var budget = NodeBudget.Of(pool, pod => ending.Contains(pod) || (pod.Model is { } other && !(models.TryGetValue(other, out var of) && Wanted(of).Any(p => p.Pool == pool.Id))));
        return budget.Reserve(1, placement.AcceleratorCount, ModelDemandOf.Cpu(model), ModelDemandOf.MemoryGiB(model)) == 0
            ? null
            : new StuckPart(missing, PlanReason.RoomTaken, $"where no node of pool {placement.Pool} has room for what still waits there");
    }

    /// <summary>Whatever is not on a machine that leaves stays; of a gang that loses a worker all have to start again.</summary>
    private static StuckPart? Leaving(LeptonModel model, ModelPlacement placement, MemberView member, List<PodView> pods)
    {
        var replicas = model.Spec.Workload == WorkloadKind.Training ? placement.Replicas : Math.Min(placement.Replicas, pods.Count);
        var node = member.Nodes.First(n => n.Leaving is not null && n.Pods.Contains(pods[0]));
        return replicas == 0 ? null : new StuckPart(replicas, PlanReason.NodeLeaving, $"where node {node.Name} is about to be taken back ({(node.Leaving == node.Notice ? "condition" : "taint")} {node.Leaving})");
    }

    private static IEnumerable<ModelPlacement> Wanted(LeptonModel model) => (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining);

    /// <summary>Pods of Jobs carry no placement label: a gang has one placement.</summary>
    private static bool IsOf(string? label, ModelPlacement placement) => label is null || label == Names.Placement(placement.Pool);
}
