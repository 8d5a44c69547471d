using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>
/// Whether a move that would save money is made now: the policy allows it, it saves enough, it pays back in time, the last move is long enough ago, and
/// there is room at the target while the source still runs (make before break). Room taken by moves let through earlier in the same plan is gone.
/// </summary>
internal sealed class RebalanceGate(PlanningFacts facts, ProblemBuilder builder)
{
    private static readonly HashSet<ModelKey> Nobody = [];
    private readonly Dictionary<string, (NodeBudget Budget, int NewNodes)> _room = new(StringComparer.Ordinal);

    /// <summary>Why not; null when the move may be made.</summary>
    public string? Refuses(ModelStanding standing, IReadOnlyList<Assignment> target)
    {
        var policy = standing.Policy?.Spec ?? new PlacementPolicySpec();
        var now = standing.Kept.Sum(k => PlacementCost.Hourly(standing.Model, k.Pool, k.Placement.Replicas, facts, standing.Policy));
        var then = target.Sum(a => a.HourlyCost);
        var savings = now - then;
        var moves = target.Sum(a => Math.Max(0, a.Replicas - Have(standing, a.Pool.Id)));
        if (target.Count == 0 || target.Sum(a => a.Replicas * ModelDemandOf.Throughput(standing.Model, a.Pool.Accelerator)) < standing.Wanted - 1e-9)
            return "nothing to change";
        if (savings <= 1e-9)
            return "nothing to change: no other place costs less";
        var text = $"moving would save ${savings:0.00}/h of ${now:0.00}/h";
        if (policy.Rebalance.Mode == RebalanceMode.Disabled)
            return $"{text}; rebalance.mode is Disabled";
        if (savings < policy.Rebalance.MinSavingsPerHour)
            return $"{text}; rebalance.minSavingsPerHour is ${policy.Rebalance.MinSavingsPerHour:0.00}";
        if (now > 0 && savings / now * 100 < policy.Rebalance.MinSavingsPercent)
            return $"{text} ({savings / now:P1}); rebalance.minSavingsPercent is {policy.Rebalance.MinSavingsPercent:0.#}";
        var cost = moves * policy.Objective.StabilityDollarsPerMove;
        if (savings * policy.Rebalance.PaybackPeriod.ToTimeSpan().TotalHours < cost)
            return $"{text}; the move costs ${cost:0.00} and would not pay back within {policy.Rebalance.PaybackPeriod}";
        if (CooldownEnds(standing.Model, policy) is { } end && end > facts.Snapshot.Time)
            return $"{text}; rebalance.cooldown ends at {end:u}";
        return HasRoom(standing, target) ? null : $"{text}; there is no room at the target while the source still runs";
    }

    private static int Have(ModelStanding standing, string pool) => standing.Kept.Where(k => k.Pool.Id == pool).Sum(k => k.Placement.Replicas);

    /// <summary>Until when a model that was moved for money stays where it is; null when it was moved for another reason or never.</summary>
    public static DateTimeOffset? CooldownEnds(LeptonModel model, PlacementPolicySpec policy)
    {
        var decision = model.Status?.Decision;
        return decision?.Reason == nameof(PlanReason.CostSavings) && decision.Time is { } moved ? moved + policy.Rebalance.Cooldown.ToTimeSpan() : null;
    }

    private bool HasRoom(ModelStanding standing, IReadOnlyList<Assignment> target)
    {
        // Tried on copies: what is set aside for a move that then does not fit must not be lost, nor what earlier moves were given.
        var taken = new Dictionary<string, (NodeBudget Budget, int NewNodes)>(StringComparer.Ordinal);
        foreach (var assignment in target)
        {
            var more = assignment.Replicas - Have(standing, assignment.Pool.Id);
            if (more <= 0)
                continue;
            var room = _room.TryGetValue(assignment.Pool.Id, out var known) ? (Budget: known.Budget.Copy(), known.NewNodes) : builder.Budget(assignment.Pool, Nobody);
            var left = room.Budget.Reserve(more, assignment.GpusPerReplica, ModelDemandOf.Cpu(standing.Model), ModelDemandOf.MemoryGiB(standing.Model));
            var perNode = assignment.GpusPerReplica > 0 ? Math.Max(1, assignment.Pool.GpusPerNode / assignment.GpusPerReplica) : Math.Max(1, left);
            var nodes = (left + perNode - 1) / perNode;
            if (nodes > room.NewNodes)
                return false;
            taken[assignment.Pool.Id] = (room.Budget, room.NewNodes - nodes);
        }

        foreach (var (pool, room) in taken)
            _room[pool] = room;
        return true;
    }
}
