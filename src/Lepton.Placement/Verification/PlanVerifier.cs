using System.Globalization;

namespace Lepton.Placement.Verification;

/// <summary>
/// Recomputes feasibility on real nodes, cost and penalty of a plan. Shares no code with the solver: it reads only the problem and the plan, so that
/// a mistake of one is not repeated by the other.
/// </summary>
public static class PlanVerifier
{
    private const double Tolerance = 1e-6;

    /// <exception cref="PlacementProblemException">The problem itself makes no sense.</exception>
    public static PlanVerification Verify(PlacementProblem problem, PlacementPlan plan)
    {
        ProblemValidator.ThrowIfInvalid(problem);
        var reading = PlanReading.Of(problem, plan, out var violations);
        foreach (var model in problem.Models)
        {
            violations.AddRange(new ModelCheck(problem, model).Violations(reading.Of(model)));
        }

        foreach (var pool in problem.Pools)
        {
            violations.AddRange(NodeCheck.Violations(pool, reading));
        }

        violations.AddRange(LimitCheck.Violations(problem, reading));
        var (cost, penalty) = (Bill.Cost(problem, reading), Bill.Penalty(problem, reading));
        CheckFigures(plan, cost, penalty, violations);
        CheckUnplaced(problem, plan, reading, violations);
        return new PlanVerification(violations, cost, penalty);
    }

    private static void CheckFigures(PlacementPlan plan, double cost, double penalty, List<string> violations)
    {
        Same("cost", plan.Cost, cost, violations);
        Same("penalty", plan.Penalty, penalty, violations);
        var total = cost + penalty;
        if (plan.Bound > total + Slack(total) || !(plan.Bound >= 0))
        {
            violations.Add(Text($"bound: found {plan.Bound}, expected from 0 to cost + penalty = {total}"));
        }

        Same("gap", plan.Gap, total > 0 ? (total - plan.Bound) / total : 0, violations);
    }

    private static void CheckUnplaced(PlacementProblem problem, PlacementPlan plan, PlanReading reading, List<string> violations)
    {
        foreach (var model in problem.Models)
        {
            var missing = reading.Missing(model);
            var reported = plan.Unplaced.Where(u => u.Model == model.Id).ToList();
            if (Math.Abs(reported.Sum(u => u.Missing) - missing) > Slack(missing))
            {
                violations.Add(Text($"model {model.Id}: {missing} of its demand is not placed, and the plan reports {reported.Sum(u => u.Missing)}"));
            }

            if (reported.Any(u => u.Reasons.Count == 0))
            {
                violations.Add($"model {model.Id}: unplaced without a reason");
            }
        }
    }

    private static void Same(string what, double found, double expected, List<string> violations)
    {
        if (!(Math.Abs(found - expected) <= Slack(expected)))
        {
            violations.Add(Text($"{what}: found {found}, expected {expected}"));
        }
    }

    private static double Slack(double size) => Tolerance * Math.Max(1, Math.Abs(size));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
