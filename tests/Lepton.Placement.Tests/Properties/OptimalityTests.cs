using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Properties;

public class OptimalityTests
{
    [Fact]
    public void On_tiny_problems_the_plan_is_optimal_and_the_bound_never_above_it() => Support.Properties.Hold(400, problem =>
    {
        var plan = Make.Solve(problem);
        var optimum = Exhaustive.Optimum(problem);
        var total = plan.Cost + plan.Penalty;
        Assert.True(plan.Bound <= optimum + 1e-6, $"bound {plan.Bound} above the optimum {optimum}");
        Assert.True(optimum <= total + 1e-6, $"cost {total} below the optimum {optimum}: the plan breaks a rule, or the search of the test is wrong");
        Assert.True(total <= optimum + 1e-5, $"cost {total}, and the optimum is {optimum}");
    });

    [Fact]
    public void The_verifier_accepts_every_plan() => Support.Properties.Hold(400, problem =>
    {
        var verification = PlanVerifier.Verify(problem, Make.Solve(problem));
        Assert.True(verification.Holds, string.Join("\n", verification.Violations));
    });
}
