using Lepton.Operator.Planning.Rebalancing;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>Puts a model's plan into words and dollars.</summary>
internal static class PlanText
{
    /// <param name="outcome">With priced assignments.</param>
    /// <param name="before">$/h of what the model has now.</param>
    public static ModelPlan Describe(Outcome outcome, double before)
    {
        var standing = outcome.Standing;
        var after = outcome.Assignments.Sum(a => a.HourlyCost);
        var reason = Reason(outcome);
        return new ModelPlan
        {
            Model = standing.Key,
            Assignments = outcome.Assignments,
            Held = standing.Fixed == PlanReason.Suspended ? [] : standing.Held,
            Changed = outcome.Changed,
            Reason = reason,
            Message = outcome.Stays && standing.RolledBack.Count == 0 ? outcome.Broken ?? outcome.Refusal ?? standing.FixedMessage ?? "nothing to change" : Message(standing, outcome.Assignments, outcome.Missing, reason, before, after, outcome),
            Missing = outcome.Stays ? 0 : outcome.Missing?.Missing ?? 0,
            CheapestPossibleHourly = outcome.Decision?.CheapestPossibleHourly,
            Savings = reason == PlanReason.CostSavings ? before - after : null,
            Candidates = outcome.Stays && outcome.Broken is null ? [] : Candidates.Of(outcome),
        };
    }

    private static PlanReason Reason(Outcome outcome)
    {
        var standing = outcome.Standing;
        if (standing.RolledBack.Count > 0)
            return standing.RolledBack[0].Reason == PlanReason.ClusterReturned ? PlanReason.ClusterReturned : PlanReason.RolledBack;
        if (outcome.Broken is not null)
            return PlanReason.RuleBroken;
        if (outcome.Stays)
            return standing.Fixed ?? PlanReason.Unchanged;
        if (outcome.Missing is not null)
            return Cut(outcome) ?? PlanReason.Unschedulable;
        if (!outcome.Changed)
            return PlanReason.Unchanged;
        if (outcome.Failback)
            return PlanReason.FailedBack;
        if (outcome.Rebalance)
            return PlanReason.CostSavings;
        if (standing.Lost.Count > 0)
            return standing.Lost[0].Reason;
        if (standing.Excluded.Count > 0 || standing.Broken is not null || standing.OverBudget is not null)
            return PlanReason.RuleChanged;
        return standing.Satisfied ? PlanReason.MadeRoom : PlanReason.Placed;
    }

    /// <summary>Why it lost its place; it stands until it has one again.</summary>
    private static PlanReason? Cut(Outcome outcome)
    {
        if (outcome.GivesWayTo.Count > 0)
            return PlanReason.Preempted;
        if (outcome.Standing.OverBudget is not null)
            return PlanReason.OverBudget;
        return !outcome.Changed && Enum.TryParse<PlanReason>(outcome.Standing.Model.Status?.Decision?.Reason, out var before) && before.IsCut() ? before : null;
    }

    private static string Names(IEnumerable<ModelStanding> models) => string.Join(", ", models.Select(m => $"{m.Key} (priority {m.Model.Spec.Priority})"));

    private static string Message(
        ModelStanding standing, IReadOnlyList<Assignment> assignments, UnplacedModel? missing, PlanReason reason, double before, double after, Outcome outcome)
    {
        var (figures, gives, takes) = (outcome.Figures, outcome.GivesWayTo, outcome.TakesFrom);
        var where = assignments.Count == 0
            ? standing.Wanted > 0 ? "no replica has a place" : "no replica is wanted"
            : string.Join(", ", assignments.Select(a => $"{a.Replicas}x {a.Pool.Accelerator ?? "CPU"} ({a.Pool.CapacityType}) in {a.Pool.Cluster}")) + $" for ${after:0.00}/h";
        if (takes.Count > 0)
            where += $"; in place of {Names(takes)}";
        return reason switch
        {
            PlanReason.Preempted when gives.Count > 0 => $"gives way to {Names(gives)}: {Short(standing, missing!)}. Now {where}",
            PlanReason.OverBudget when standing.OverBudget is { } ceiling => $"{ceiling}: {Short(standing, missing!)}. Now {where}",
            PlanReason.Preempted or PlanReason.OverBudget => standing.Model.Status!.Decision!.Message!,
            PlanReason.Unschedulable => $"{Short(standing, missing!)}: {string.Join("; ", missing!.Reasons)}. Now {where}",
            PlanReason.CostSavings => $"{where}, ${before - after:0.00}/h less than before{(figures is null ? "" : $"; the move costs {MoveCosts.Text(figures, standing.IsTraining)}")}",
            PlanReason.ClusterLost or PlanReason.ClusterRemoved or PlanReason.PoolLost or PlanReason.RoomTaken or PlanReason.StockedOut or PlanReason.PodsPending or PlanReason.NodeLeaving or PlanReason.NotReady => $"{where}; moved from {From(standing, reason)}",
            PlanReason.FailedBack => $"{where}; back where it was before {standing.Model.Status!.Failback!.Since.ToUniversalTime():u}{(figures is null ? "" : $"; the move costs ${figures.Cost:0.00}")}",
            PlanReason.RuleChanged => $"{where}; moved because of {(standing.Excluded.Count > 0 ? standing.Excluded[0].Rule : standing.Broken ?? standing.OverBudget)}",
            PlanReason.RolledBack or PlanReason.ClusterReturned => $"{where}; back from {standing.RolledBack[0].Placement.Cluster}, {standing.RolledBack[0].Why}",
            PlanReason.MadeRoom => $"{where}; moved so that {(gives.Count > 0 ? $"{Names(gives)} fits" : "another model fits")}",
            _ => where,
        };
    }

    private static string From(ModelStanding standing, PlanReason reason)
    {
        var lost = standing.Lost.Where(l => l.Reason == reason).ToList();
        return $"{string.Join(", ", lost.Select(l => l.Placement.Cluster).Distinct(StringComparer.Ordinal))}, {lost[0].Why}";
    }

    private static string Short(ModelStanding standing, UnplacedModel missing) => standing.IsTraining
        ? $"the gang of {standing.Wanted:0} has no place"
        : standing.Model.Spec.Demand is null ? $"{missing.Missing:0.##} of {standing.Wanted:0.##} replicas have no place" : $"{missing.Missing:0.##} of {standing.Wanted:0.##} units/s have no place";
}
