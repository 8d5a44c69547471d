using Lepton.Placement.Baseline;
using Lepton.Placement.Core;

namespace Lepton.Placement;

/// <summary>
/// What simpler ways of placing would give, under the same rules, limits and nodes: for comparison. Today's placements are ignored (everything is
/// placed afresh, so nothing moves); their <see cref="PlacementPlan.Bound"/> is 0 because none is computed.
/// </summary>
public static class Baselines
{
    /// <summary>Everything at the one provider that costs least in cost + penalty, placed there as well as the solver can.</summary>
    public static PlacementPlan CheapestSingleProvider(PlacementProblem problem) => CheapestSingleProvider(problem, out _);

    /// <param name="provider">Which it is; null if the problem has no pool.</param>
    public static PlacementPlan CheapestSingleProvider(PlacementProblem problem, out string? provider)
    {
        var fresh = Fresh(problem);
        provider = null;
        PlacementPlan? best = null;
        foreach (var name in fresh.Pools.Select(p => p.Provider).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var plan = new PlacementSolver().Solve(fresh with { Pools = fresh.Pools.Where(p => p.Provider == name).ToList() });
            if (best is null || plan.Cost + plan.Penalty < best.Cost + best.Penalty)
            {
                (best, provider) = (plan, name);
            }
        }

        return Unbounded(best ?? new PlacementSolver().Solve(fresh));
    }

    /// <summary>
    /// Replicas divided over clusters in proportion to how many each has room for, prices ignored: what multi-cluster schedulers do with dynamic
    /// weights (Karmada's <c>dynamicWeight: AvailableReplicas</c>). Models in the order of what leaving them would cost.
    /// </summary>
    public static PlacementPlan ByFreeCapacity(PlacementProblem problem) => Run(problem, run => new CapacityPolicy(run).Place());

    /// <summary>
    /// Replicas divided evenly over the clusters a model may run in, as far as they have room: what multi-cluster schedulers do with static weights that nobody tuned.
    /// </summary>
    public static PlacementPlan EqualWeights(PlacementProblem problem) => Run(problem, run => new CapacityPolicy(run, equal: true).Place());

    /// <summary>Models in the order of the problem's ids, each whole in the cheapest pool with room for all of it, else the next: failover down a price list.</summary>
    public static PlacementPlan WholePool(PlacementProblem problem) => Run(problem, run => new WholePoolPolicy(run).Place());

    /// <summary>Models in the order of what leaving them would cost per GPU; each takes the cheapest pools that are left. No second thought.</summary>
    public static PlacementPlan CheapestFirst(PlacementProblem problem) => Run(problem, run => new CheapestFirstPolicy(run).Place());

    private static PlacementPlan Run(PlacementProblem problem, Action<PolicyRun> place)
    {
        ProblemValidator.ThrowIfInvalid(problem);
        var run = new PolicyRun(InstanceBuilder.Build(Fresh(problem)));
        place(run);
        return run.Plan();
    }

    private static PlacementProblem Fresh(PlacementProblem problem) => problem with { Models = problem.Models.Select(m => m with { Current = [] }).ToList() };

    private static PlacementPlan Unbounded(PlacementPlan plan) => plan with { Bound = 0, Gap = plan.Cost + plan.Penalty > 0 ? 1 : 0 };
}
