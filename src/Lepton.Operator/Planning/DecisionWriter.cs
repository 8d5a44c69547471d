using Lepton.Api.Models;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;
using Lepton.Operator.Status;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>
/// Saves a model's plan in its status before anything is applied: placements, cost, decision and the Scheduled condition. These fields have no other writer
/// (but ready counts and states of placements, which the observer fills in).
/// </summary>
internal sealed class DecisionWriter(ModelStatusWriter writer, TimeProvider time)
{
    private const int MaxCandidates = 32;

    /// <returns>The model as stored; null when it is gone.</returns>
    public Task<LeptonModel?> SaveAsync(ModelPlan plan, FleetPlan fleet, Func<string, MemberHealth?> health, CancellationToken cancellationToken) =>
        writer.UpdateAsync(plan.Model, model => Apply(model, plan, fleet, health, time.GetUtcNow()), cancellationToken);

    /// <summary>Writes the plan into the model's status; true when that changed anything. Pure, so that simulations decide as the operator does.</summary>
    internal static bool Apply(LeptonModel model, ModelPlan plan, FleetPlan fleet, Func<string, MemberHealth?> health, DateTimeOffset now)
    {
        var status = model.Status!;
        var changed = false;
        if (plan.Changed)
        {
            var before = status.Placements ?? [];
            status.Placements = PlacementTransition.Next(model, plan, health, now);
            if (plan.Reason.IsWayBack())
                status.Placements = MigrationStart.WithoutFailed(status.Placements);
            status.Migration = MigrationStart.Of(model, plan, before, status.Placements, now);
            // Where nothing is handed over, autoscalers take away what is too much.
            if (status.Migration is null && Scaling.MemberScaling.Applies(model))
                status.Placements.ForEach(p => p.DrainingReplicas = null);
            changed = true;
        }
        else
        {
            changed |= Reprice(status, plan);
        }

        changed |= WriteCost(status, plan);
        if (plan.Changed || status.Decision is null || Verdict(plan) != status.Decision.Reason)
        {
            // Cut as it will be stored, or a long sentence would look like another one each time.
            var decision = SchemaLimits.Fit(Decision(plan, fleet, status, now));
            // An attempt that ended as the one before is not news.
            if (plan.Changed || status.Decision is null || decision.Reason != status.Decision.Reason || decision.Message != status.Decision.Message)
            {
                status.Decision = decision;
                changed = true;
            }
        }

        changed |= WriteMoves(status, plan);
        status.Conditions ??= [];
        changed |= ConditionText.Set(status.Conditions, "Scheduled", Scheduled(plan), ConditionReason(plan), plan.Reason == PlanReason.Unchanged ? Where(status) : plan.Message, model.Metadata.Generation, now);
        if (changed)
            status.Summary = ModelSummary.Of(status);
        return changed;
    }

    /// <summary>An unchanged plan keeps the reason of the decision that led to it.</summary>
    private static string Verdict(ModelPlan plan) => plan.Reason.ToString();

    private static string Scheduled(ModelPlan plan) => plan.Reason.IsRefusal() ? "False" : "True";

    private static string ConditionReason(ModelPlan plan) => plan.Reason.IsRefusal() ? plan.Reason.ToString() : "Placed";

    private static string Where(LeptonModelStatus status) => ModelSummary.Of(status).Placement is { } where ? $"placed: {where}" : "placed";

    private static bool Reprice(LeptonModelStatus status, ModelPlan plan)
    {
        var changed = false;
        if (plan.Reason == PlanReason.Completed)
        {
            foreach (var done in (status.Placements ?? []).Where(p => p.HourlyCost > 0))
            {
                done.HourlyCost = 0;
                changed = true;
            }
        }

        foreach (var assignment in plan.Assignments)
        {
            var placement = status.Placements?.Find(p => p.Pool == assignment.Pool.Id && p.State != PlacementState.Draining);
            var cost = Math.Round(assignment.HourlyCost, 6);
            if (placement is null || Math.Abs(placement.HourlyCost - cost) < 1e-6)
                continue;
            placement.HourlyCost = cost;
            changed = true;
        }

        return changed;
    }

    private static bool WriteCost(LeptonModelStatus status, ModelPlan plan)
    {
        var hourly = Math.Round(plan.HourlyCost, 6);
        var cheapest = plan.CheapestPossibleHourly is { } c ? Math.Round(c, 6) : status.Cost?.CheapestPossibleHourly;
        var savings = plan.Savings is { } s ? Math.Round(s, 6) : status.Cost?.LastMoveSavings;
        if (status.Cost is { } before && Near(before.Hourly, hourly) && Near(before.CheapestPossibleHourly, cheapest) && Near(before.LastMoveSavings, savings))
            return false;
        status.Cost = new ModelCost { Hourly = hourly, CheapestPossibleHourly = cheapest, LastMoveSavings = savings };
        return true;
    }

    /// <summary>What stays is the same object as before.</summary>
    private static bool WriteMoves(LeptonModelStatus status, ModelPlan plan)
    {
        var changed = !IsSame(status.Proposal, plan.Proposal) || !IsSame(status.LastMove, plan.LastMove) || !IsSame(status.Failback, plan.Failback);
        (status.Proposal, status.LastMove, status.Failback) = (plan.Proposal, plan.LastMove, plan.Failback);
        if (!(status.UnfitPools ?? []).Select(u => (u.Pool, u.Until)).SequenceEqual(plan.UnfitPools.Select(u => (u.Pool, u.Until))))
        {
            status.UnfitPools = plan.UnfitPools.Count == 0 ? null : [.. plan.UnfitPools];
            changed = true;
        }

        return changed;
    }

    private static bool IsSame(MoveProposal? before, MoveProposal? after) => before is null || after is null
        ? before is null && after is null
        : before.Id == after.Id && before.Reason == after.Reason && before.Figures.SavingsPerHour.Equals(after.Figures.SavingsPerHour) && before.Figures.Cost.Equals(after.Figures.Cost);

    private static bool IsSame(MoveAccount? before, MoveAccount? after) => before is null || after is null
        ? before is null && after is null
        : before.Time == after.Time && before.AsOf == after.AsOf && before.EarningPerHour.Equals(after.EarningPerHour);

    private static bool IsSame(ModelFailback? before, ModelFailback? after) => before?.Since == after?.Since && before?.Reason == after?.Reason && before?.BackSince == after?.BackSince;

    private static bool Near(double? a, double? b) => a is null || b is null ? a is null && b is null : Math.Abs(a.Value - b.Value) < 1e-5;

    private static PlacementDecision Decision(ModelPlan plan, FleetPlan fleet, LeptonModelStatus status, DateTimeOffset now)
    {
        var keeps = plan.Reason == PlanReason.Unchanged && status.Decision is { } before && !IsOver(before.Reason);
        return new PlacementDecision
        {
            Time = keeps ? status.Decision!.Time : now,
            Reason = keeps ? status.Decision!.Reason : plan.Reason.ToString(),
            Message = keeps ? status.Decision!.Message : plan.Message,
            Move = keeps ? status.Decision!.Move : plan.Move,
            Proposal = keeps ? status.Decision!.Proposal : plan.Approved,
            // Of the whole fleet, or not at all: a model that was placed alone says nothing about the others.
            Objective = fleet.IsWhole ? Math.Round(fleet.Objective, 6) : null,
            LowerBound = fleet.IsWhole ? Math.Round(fleet.Bound, 6) : null,
            // What was considered for a run that has completed is not considered again, and still tells why it ran where it did.
            Candidates = plan.Candidates.Count == 0 && (keeps || plan.Reason == PlanReason.Completed) ? status.Decision?.Candidates : plan.Candidates.Take(MaxCandidates).Select(Candidate).ToList(),
        };
    }

    /// <summary>Reasons that no longer hold once a plan finds nothing to change.</summary>
    private static bool IsOver(string reason) => Enum.TryParse<PlanReason>(reason, out var known) && known.IsRefusal();

    private static PlacementCandidate Candidate(Candidate candidate) => new()
    {
        Cluster = PoolParts.FleetPoolId(candidate.Pool).Split('/', 2)[0],
        Pool = candidate.Pool,
        Verdict = candidate.Verdict switch
        {
            CandidateVerdict.Chosen => CandidateOutcome.Chosen,
            CandidateVerdict.Feasible => CandidateOutcome.Feasible,
            CandidateVerdict.NoCapacity => CandidateOutcome.NoCapacity,
            _ => CandidateOutcome.Excluded,
        },
        Reason = candidate.Reason,
        HourlyCost = candidate.HourlyCost is { } cost ? Math.Round(cost, 6) : null,
    };
}
