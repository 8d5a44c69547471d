using Lepton.Placement.Interchange;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

/// <summary>
/// Problems whose optimum another solver (cbc 2.10, on <see cref="MixedInteger"/>) has proven, kept as files so that they do not change with the generator:
/// the sample models with their three clouds, and small fleets with prices of the built-in book.
/// </summary>
public class KnownOptimumTests
{
    [Theory]
    [InlineData("samples", 66.46525034, 0.0001)]
    [InlineData("fleet-2", 892.75728868, 0.005)]
    [InlineData("fleet-3", 1265.86215269, 0.005)]
    [InlineData("fleet-5", 510.76634588, 0.015)]
    public void The_plan_is_as_good_and_the_bound_no_higher(string name, double optimum, double within)
    {
        var problem = Read(name);
        var plan = Make.Solve(problem);
        Assert.InRange(plan.Total(), optimum - 1e-4, optimum * (1 + within));
        Assert.InRange(plan.Bound, optimum * 0.97, optimum + 1e-4);
        var found = PlanVerifier.Verify(problem, plan);
        Assert.True(found.Holds, string.Join("\n", found.Violations));
    }

    [Fact]
    public void The_samples_are_proven()
    {
        var plan = Make.Solve(Read("samples"));
        Assert.Equal(0, plan.Gap, 6);
        Assert.Empty(plan.Unplaced);
    }

    [SkippableTheory]
    [InlineData("samples", 66.46525034)]
    [InlineData("fleet-2", 892.75728868)]
    public void The_other_solver_still_says_so(string name, double optimum)
    {
        Skip.If(MixedInteger.Program is null, "the program cbc is not on the PATH");
        var (best, bound) = MixedInteger.Solve(Read(name), seconds: 120);
        Assert.True(bound <= optimum + 1e-4, $"it proves {bound}");
        Assert.True(best >= optimum - 1e-4, $"it finds {best}");
    }

    private static PlacementProblem Read(string name) =>
        PlacementFile.ReadProblem(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "Known", $"{name}.json")), name);
}
