using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>Puts a model's plan into words and dollars.</summary>
internal static class PlanText
{
    public static ModelPlan Describe(
        ModelStanding standing, IReadOnlyList<Assignment> assignments, ModelDecision? decision, UnplacedModel? missing, bool same, bool rebalance, double before)
    {
        var after = assignments.Sum(a => a.HourlyCost);
        var reason = Reason(standing, missing, same, rebalance);
        return new ModelPlan
        {
            Model = standing.Key,
            Assignments = assignments,
            Held = standing.Held,
            Changed = !same,
            Reason = reason,
            Message = Message(standing, assignments, missing, reason, before, after),
            Missing = missing?.Missing ?? 0,
            CheapestPossibleHourly = decision?.CheapestPossibleHourly,
            Savings = reason == PlanReason.CostSavings ? before - after : null,
        };
    }

    private static PlanReason Reason(ModelStanding standing, UnplacedModel? missing, bool same, bool rebalance)
    {
        if (missing is not null)
            return PlanReason.Unschedulable;
        if (same)
            return PlanReason.Unchanged;
        if (rebalance)
            return PlanReason.CostSavings;
        if (standing.Lost.Count > 0)
            return PlanReason.ClusterLost;
        if (standing.Excluded.Count > 0)
            return PlanReason.RuleChanged;
        return standing.Satisfied ? PlanReason.MadeRoom : PlanReason.Placed;
    }

    private static string Message(
        ModelStanding standing, IReadOnlyList<Assignment> assignments, UnplacedModel? missing, PlanReason reason, double before, double after)
    {
        var where = assignments.Count == 0
            ? "no replica has a place"
            : string.Join(", ", assignments.Select(a => $"{a.Replicas}x {a.Pool.Accelerator ?? "CPU"} ({a.Pool.CapacityType}) in {a.Pool.Cluster}")) + $" for ${after:0.00}/h";
        return reason switch
        {
            PlanReason.Unschedulable => $"{Short(standing, missing!)}: {string.Join("; ", missing!.Reasons)}. Now {where}",
            PlanReason.CostSavings => $"{where}, ${before - after:0.00}/h less than before",
            PlanReason.ClusterLost => $"{where}; moved from {string.Join(", ", standing.Lost.Select(l => l.Cluster).Distinct(StringComparer.Ordinal))}, which does not answer",
            PlanReason.RuleChanged => $"{where}; moved because of {standing.Excluded[0].Rule}",
            PlanReason.MadeRoom => $"{where}; moved so that another model fits",
            _ => where,
        };
    }

    private static string Short(ModelStanding standing, UnplacedModel missing) => standing.IsTraining
        ? $"the gang of {standing.Wanted:0} has no place"
        : standing.Model.Spec.Demand is null ? $"{missing.Missing:0.##} of {standing.Wanted:0.##} replicas have no place" : $"{missing.Missing:0.##} of {standing.Wanted:0.##} units/s have no place";
}
