using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>
/// Whether moves that would save money are made now, the one that saves most first: the policy allows it, it saves enough, it pays back in time, the last move is
/// long enough ago, and there is room at the target while the source still runs (make before break). What is let through takes its room and its share of
/// commitments from those that come after it.
/// </summary>
internal sealed class RebalanceGate(PlanningFacts facts, ProblemBuilder builder, IReadOnlyList<ModelStanding> standings)
{
    private readonly MoveRoom _room = new(builder);
    private readonly FleetBill _now = CurrentUse.BillOf(facts, standings);
    private Dictionary<string, int> _use = CurrentUse.GpusOf(standings);

    /// <summary>Each outcome as it is, or with the reason why the model stays.</summary>
    /// <param name="stay">The outcome of a model that keeps what it has.</param>
    public IEnumerable<Outcome> Pass(IReadOnlyList<Outcome> proposed, Func<ModelStanding, Outcome> stay)
    {
        foreach (var outcome in proposed.OrderByDescending(o => Math.Round(SavingsOf(o).Savings, 6)).ThenBy(o => o.Standing.Key.ToString(), StringComparer.Ordinal).ToList())
            yield return outcome.Changed ? Judge(outcome, stay) : outcome;
    }

    /// <summary>One move: let through, or the model stays.</summary>
    public Outcome Judge(Outcome outcome, Func<ModelStanding, Outcome> stay)
    {
        var (savings, use) = SavingsOf(outcome);
        var (refusal, noRoom) = Refuses(outcome, CurrentUse.Hourly(_now, outcome.Standing), savings);
        if (refusal is not null)
            return stay(outcome.Standing) with { Decision = outcome.Decision, Missing = outcome.Missing, Refusal = refusal, NoRoom = noRoom, Rebalance = true };
        // What this move takes and frees counts for those after it.
        _use = use;
        return outcome;
    }

    /// <summary>What the fleet's bill falls by when this model moves and nobody else, $/h; and the GPUs in use then.</summary>
    private (double Savings, Dictionary<string, int> Use) SavingsOf(Outcome outcome)
    {
        var standing = outcome.Standing;
        var use = new Dictionary<string, int>(_use, StringComparer.Ordinal);
        foreach (var (placement, pool) in standing.Kept.Concat(standing.Anchored))
            use[pool.Id] -= placement.Replicas * placement.AcceleratorCount;
        foreach (var assignment in outcome.Assignments)
            use[assignment.Pool.Id] = use.GetValueOrDefault(assignment.Pool.Id) + assignment.Replicas * assignment.GpusPerReplica;
        var (before, after) = (new FleetBill(facts, _use), new FleetBill(facts, use));
        var gpus = before.GpuTotal - after.GpuTotal;
        var apart = standing.Kept.Concat(standing.Anchored).Sum(k => before.Apart(standing.Model, standing.Policy, k.Pool, k.Placement.Replicas))
            - outcome.Assignments.Sum(a => after.Apart(standing.Model, standing.Policy, a.Pool, a.Replicas));
        return (gpus + apart, use);
    }

    private (string? Refusal, bool NoRoom) Refuses(Outcome outcome, double now, double savings)
    {
        var standing = outcome.Standing;
        var policy = standing.Policy?.Spec ?? new PlacementPolicySpec();
        var target = outcome.Assignments;
        if (target.Count == 0 || target.Sum(a => a.Replicas * ModelDemandOf.Throughput(standing.Model, a.Pool.Accelerator)) < standing.Wanted - 1e-9)
            return ("nothing to change", false);
        if (savings <= 1e-9)
            return ("nothing to change: no other place costs less", false);
        var text = $"moving would save ${savings:0.00}/h of ${now:0.00}/h";
        if (policy.Rebalance.Mode == RebalanceMode.Disabled)
            return ($"{text}; rebalance.mode is Disabled", false);
        if (savings < policy.Rebalance.MinSavingsPerHour)
            return ($"{text}; rebalance.minSavingsPerHour is ${policy.Rebalance.MinSavingsPerHour:0.00}", false);
        if (now > 0 && savings / now * 100 < policy.Rebalance.MinSavingsPercent)
            return ($"{text} ({savings / now:P1}); rebalance.minSavingsPercent is {policy.Rebalance.MinSavingsPercent:0.#}", false);
        var cost = target.Sum(a => Math.Max(0, a.Replicas - MoveRoom.Have(standing, a.Pool.Id))) * policy.Objective.StabilityDollarsPerMove;
        if (savings * policy.Rebalance.PaybackPeriod.ToTimeSpan().TotalHours < cost)
            return ($"{text}; the move costs ${cost:0.00} and would not pay back within {policy.Rebalance.PaybackPeriod}", false);
        if (CooldownEnds(standing.Model, policy) is { } end && end > facts.Snapshot.Time)
            return ($"{text}; rebalance.cooldown ends at {end:u}", false);
        return _room.TryTake(standing, target) ? (null, false) : ($"{text}; there is no room at the target while the source still runs", true);
    }

    /// <summary>Until when a model that was moved for money stays where it is; null when it was moved for another reason or never.</summary>
    public static DateTimeOffset? CooldownEnds(LeptonModel model, PlacementPolicySpec policy)
    {
        var decision = model.Status?.Decision;
        return decision?.Reason == nameof(PlanReason.CostSavings) && decision.Time is { } moved ? moved + policy.Rebalance.Cooldown.ToTimeSpan() : null;
    }
}
