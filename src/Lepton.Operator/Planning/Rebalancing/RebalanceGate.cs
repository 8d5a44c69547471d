using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>
/// Whether moves that would save money are made now, the one that saves most first: the policy allows it, it saves enough, it pays back in time; it was approved
/// where that is asked for; the last move is long enough ago and has paid; a window is open, not too many are on the move, and there is room at the target while
/// the source still runs (make before break). What is let through takes its room and its share of commitments from those that come after it.
/// </summary>
internal sealed class RebalanceGate(PlanningFacts facts, ProblemBuilder builder, IReadOnlyList<ModelStanding> standings)
{
    private readonly MoveRoom _room = new(builder);
    private readonly MovesUnderWay _underWay = new(standings);
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
        var (savings, use, bill) = SavingsOf(outcome);
        var figures = MoveCosts.Of(facts, outcome.Standing, outcome.Assignments, CurrentUse.Hourly(_now, outcome.Standing), savings, bill);
        var refusal = outcome.Failback ? Dearer(figures) : NotWorth(outcome, figures);
        var hold = refusal is null ? Holds(outcome, figures) : null;
        if (refusal is not null || hold is not null)
        {
            return stay(outcome.Standing) with
            {
                Decision = outcome.Decision,
                Missing = outcome.Missing,
                Refusal = refusal ?? hold!.Value.Why,
                Hold = hold?.Hold,
                Figures = figures,
                Proposed = outcome.Assignments,
                Rebalance = true,
            };
        }

        // What this move takes and frees counts for those after it.
        _use = use;
        _underWay.Add(outcome.Standing);
        return outcome with { Figures = figures, Approved = !outcome.Failback && MoveRules.Of(outcome.Standing.Model, outcome.Standing.Policy).Mode == RebalanceMode.Manual ? Proposals.Approval(outcome.Standing.Model) : null };
    }

    /// <summary>What the fleet's bill falls by when this model moves and nobody else, $/h; and the GPUs in use and the bill then.</summary>
    private (double Savings, Dictionary<string, int> Use, FleetBill Bill) SavingsOf(Outcome outcome)
    {
        var standing = outcome.Standing;
        var use = new Dictionary<string, int>(_use, StringComparer.Ordinal);
        foreach (var (placement, pool) in standing.Placed)
            use[pool.Id] -= placement.Replicas * placement.AcceleratorCount;
        foreach (var assignment in outcome.Assignments)
            use[assignment.Pool.Id] = use.GetValueOrDefault(assignment.Pool.Id) + assignment.Replicas * assignment.GpusPerReplica;
        var (before, after) = (new FleetBill(facts, _use), new FleetBill(facts, use));
        var gpus = before.GpuTotal - after.GpuTotal;
        var apart = standing.Placed.Sum(k => before.Apart(standing.Model, standing.Policy, k.Pool, k.Placement.Replicas))
            - outcome.Assignments.Sum(a => after.Apart(standing.Model, standing.Policy, a.Pool, a.Replicas));
        return (gpus + apart, use, after);
    }

    /// <summary>Why the move is not worth making, whenever; null when it is.</summary>
    private static string? NotWorth(Outcome outcome, MoveFigures figures)
    {
        var standing = outcome.Standing;
        var policy = standing.Policy?.Spec ?? new PlacementPolicySpec();
        var (now, savings) = (figures.HourlyBefore, figures.SavingsPerHour);
        if (outcome.Assignments.Count == 0 || outcome.Assignments.Sum(a => a.Replicas * ModelDemandOf.Throughput(standing.Model, a.Pool.Accelerator)) < standing.Wanted - 1e-9)
            return "nothing to change";
        if (savings <= 1e-9)
            return "nothing to change: no other place costs less";
        var text = Text(figures);
        if (MoveRules.Of(standing.Model, standing.Policy).Mode == RebalanceMode.Disabled)
            return $"{text}; rebalance.mode is Disabled";
        if (savings < policy.Rebalance.MinSavingsPerHour)
            return $"{text}; rebalance.minSavingsPerHour is ${policy.Rebalance.MinSavingsPerHour:0.00}";
        if (now > 0 && savings / now * 100 < policy.Rebalance.MinSavingsPercent)
            return $"{text} ({savings / now:P1}); rebalance.minSavingsPercent is {policy.Rebalance.MinSavingsPercent:0.#}";
        return savings * policy.Rebalance.PaybackPeriod.ToTimeSpan().TotalHours < figures.Cost
            ? $"{text}; the move costs {MoveCosts.Text(figures, standing.IsTraining)}, not within {policy.Rebalance.PaybackPeriod} (rebalance.paybackPeriod)"
            : null;
    }

    /// <summary>The way back after a failover need not pay, but it must not cost: what is cheaper where it is now would be moved here again.</summary>
    private static string? Dearer(MoveFigures figures) => figures.SavingsPerHour < -1e-6 ? $"there it would cost ${-figures.SavingsPerHour:0.00}/h more than where it is" : null;

    /// <summary>What a move that is worth making waits for; null when it is made now.</summary>
    private (MoveHold Hold, string Why)? Holds(Outcome outcome, MoveFigures figures)
    {
        var (standing, text) = (outcome.Standing, Text(figures));
        var rules = MoveRules.Of(standing.Model, standing.Policy);
        return (outcome.Failback ? null : MustWait(outcome, rules, text)) ?? NotNow(outcome, rules, text);
    }

    /// <summary>What holds back moves for money alone.</summary>
    private (MoveHold Hold, string Why)? MustWait(Outcome outcome, MoveRules rules, string text)
    {
        var (standing, now) = (outcome.Standing, facts.Snapshot.Time);
        if (rules.Mode == RebalanceMode.Manual && !Proposals.IsApproved(standing.Model, outcome.Assignments))
            return (MoveHold.AwaitingApproval, $"{text}; it waits for approval (annotation {MoveProposal.ApprovalAnnotation})");
        if (rules.CooldownEnds(standing.Model) is { } end && end > now)
            return (MoveHold.Cooldown, $"{text}; rebalance.cooldown ends at {end:u}");
        if (MoveAccounts.Refuses(standing.Model, now) is { } unpaid)
            return (MoveHold.NotEarnedBack, $"{text}; {unpaid}");
        return null;
    }

    /// <summary>What holds back every move that nothing forces.</summary>
    private (MoveHold Hold, string Why)? NotNow(Outcome outcome, MoveRules rules, string text)
    {
        var (standing, now) = (outcome.Standing, facts.Snapshot.Time);
        if (!rules.IsWindowOpen(now))
            return (MoveHold.OutsideWindow, $"{text}; {rules.ClosedWindow(now)}");
        if (_underWay.Refuses(standing) is { } many)
            return (MoveHold.ConcurrentMoves, $"{text}; {many}");
        return _room.TryTake(standing, outcome.Assignments) ? null : (MoveHold.NoRoom, $"{text}; there is no room at the target while the source still runs");
    }

    private static string Text(MoveFigures figures) => $"moving would save ${figures.SavingsPerHour:0.00}/h of ${figures.HourlyBefore:0.00}/h";
}
