using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Properties;

/// <summary>Against a solver that is not ours, on fleets too large to try every placement.</summary>
public class MixedIntegerTests
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void The_plan_is_within_half_a_percent_of_what_cbc_proves(int seed)
    {
        Skip.If(MixedInteger.Program is null, "the program cbc is not on the PATH");
        var problem = Fleets.Make(seed, models: 12, clusters: 3, load: 0.9);
        var (best, bound) = MixedInteger.Solve(problem, seconds: 60);
        var plan = Make.Solve(problem);
        // Its rows know no packing, so that its bound is valid for us and ours for its optimum only nearly.
        Assert.True(plan.Total() >= bound - (1e-5 * bound), $"cost {plan.Total()}, and cbc proves {bound}");
        Assert.True(plan.Bound <= plan.Total() + 1e-9, "the bound is no more than the cost");
        Assert.True(plan.Total() <= best * 1.005, $"cost {plan.Total()}, and cbc finds {best}");
    }
}
