using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Properties;

public class OptimalityTests
{
    /// <summary>Steps of earlier runs at which a solver of the past broke one of these properties.</summary>
    public static TheoryData<ulong, ulong, int> Past => new()
    {
        { 1179354366248977700, 499701690033412865, 8 },
        { 125828010648648577, 12295613610901296129, 50 },
        { 7831585621670958736, 16759837022859779641, 44 },
    };

    [Fact]
    public void On_tiny_problems_the_plan_is_optimal_and_the_bound_never_above_it() => Support.Properties.Hold(400, Optimal);

    [Fact]
    public void The_verifier_accepts_every_plan() => Support.Properties.Hold(400, Accepted);

    [Fact]
    public void No_simple_policy_is_better() => Support.Properties.Hold(200, NoneBetter);

    [Fact]
    public void Little_work_gives_a_dearer_plan_and_a_lower_bound_and_both_hold() => Support.Properties.Hold(200, problem =>
    {
        var (hurried, optimum) = (problem with { Work = 1 }, Exhaustive.Optimum(problem));
        var plan = Make.Solve(hurried);
        Accepted(hurried, plan);
        Assert.True(plan.Bound <= optimum + 1e-6, $"bound {plan.Bound} above the optimum {optimum}");
        Assert.True(optimum <= plan.Total() + 1e-6, $"cost {plan.Total()} below the optimum {optimum}");
    });

    [Theory]
    [MemberData(nameof(Past))]
    public void What_once_failed_holds(ulong seed, ulong gamma, int size)
    {
        foreach (var property in new Action<PlacementProblem>[] { Optimal, Accepted, NoneBetter, StabilityTests.NoMoveWithoutGain })
        {
            Support.Properties.Replay(seed, gamma, size, property);
        }
    }

    private static void Optimal(PlacementProblem problem)
    {
        var plan = Make.Solve(problem);
        var optimum = Exhaustive.Optimum(problem);
        var total = plan.Total();
        Assert.True(plan.Bound <= optimum + 1e-6, $"bound {plan.Bound} above the optimum {optimum}");
        Assert.True(optimum <= total + 1e-6, $"cost {total} below the optimum {optimum}: the plan breaks a rule, or the search of the test is wrong");
        Assert.True(total <= optimum + 1e-5, $"cost {total}, and the optimum is {optimum}");
    }

    private static void Accepted(PlacementProblem problem) => Accepted(problem, Make.Solve(problem));

    private static void Accepted(PlacementProblem problem, PlacementPlan plan)
    {
        var verification = PlanVerifier.Verify(problem, plan);
        Assert.True(verification.Holds, string.Join("\n", verification.Violations));
    }

    /// <summary>Policies place everything afresh, so the comparison is without today's placements.</summary>
    private static void NoneBetter(PlacementProblem problem)
    {
        var fresh = problem with { Models = problem.Models.Select(m => m with { Current = [] }).ToList() };
        var total = Make.Solve(fresh).Total();
        foreach (var policy in new Func<PlacementProblem, PlacementPlan>[] { Baselines.CheapestFirst, Baselines.ByFreeCapacity, Baselines.EqualWeights, Baselines.WholePool, Baselines.CheapestSingleProvider })
        {
            var simple = policy(problem);
            Assert.True(total <= simple.Total() + 1e-5, $"cost {total}, and {policy.Method.Name} has {simple.Total()}");
        }
    }
}
