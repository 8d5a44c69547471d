using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>What a plan says of one model's moves for money: figures of the one that is made, the one that waits, and whether the last has paid.</summary>
internal static class MoveReport
{
    /// <param name="bill">Prices as they are before the plan.</param>
    public static ModelPlan Add(ModelPlan plan, Outcome outcome, PlanningFacts facts, FleetBill bill)
    {
        var (standing, now) = (outcome.Standing, facts.Snapshot.Time);
        var status = standing.Model.Status;
        if (plan.Reason == PlanReason.CostSavings && outcome.Figures is { } made)
            return plan with { Move = made, Approved = outcome.Approved, LastMove = MoveAccounts.Open(standing, made, now) };
        if (plan.Reason == PlanReason.FailedBack)
            return plan with { Move = outcome.Figures, LastMove = status?.LastMove };
        // Where no moves were looked for, what stands goes on standing; what is placed anew starts from there.
        if (!outcome.Rebalance)
            return plan with { Proposal = plan.Changed || standing.Fixed is not null ? null : status?.Proposal, LastMove = status?.LastMove };
        var proposal = outcome is { Hold: { } hold, Figures: { } figures } ? Proposals.Of(standing, outcome.Proposed, figures, hold, plan.Message, now) : null;
        return plan with
        {
            Proposal = proposal,
            ApprovalRefusal = Proposals.Refusal(standing.Model, MoveRules.Of(standing.Model, standing.Policy).Mode, proposal),
            LastMove = MoveAccounts.Next(standing, outcome.Figures?.SavingsPerHour ?? 0, facts, bill),
        };
    }
}
