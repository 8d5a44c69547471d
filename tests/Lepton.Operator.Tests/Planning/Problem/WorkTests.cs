using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Problem;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Problem;

/// <summary>A large fleet must not wait minutes for its plan.</summary>
public sealed class WorkTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(24)]
    public void A_small_fleet_gets_what_the_solver_would_take_by_itself(int models) =>
        Assert.Equal(PlacementSolver.BaseWork + (PlacementSolver.WorkPerModel * models), ProblemBuilder.WorkFor(models));

    [Fact]
    public void From_some_size_on_the_time_does_not_grow_with_the_fleet()
    {
        // The time of a unit grows with the models that share a pool.
        double Time(int models) => (double)ProblemBuilder.WorkFor(models) * models;
        Assert.All(new[] { 100, 200, 500, 800 }, models => Assert.InRange(Time(models), 0.9 * Time(50), 1.1 * Time(50)));
    }

    [Fact]
    public void However_large_the_fleet_there_is_some_search()
    {
        Assert.All(Enumerable.Range(0, 300).Select(i => i * 100), models => Assert.True(ProblemBuilder.WorkFor(models) >= 15_000, $"{models} models"));
        Assert.Equal(ProblemBuilder.WorkFor(10_000), ProblemBuilder.WorkFor(100_000));
    }

    [Fact]
    public void The_problem_that_is_built_carries_it()
    {
        var fleet = new Fleet().Cloud("aws", 10, [.. Enumerable.Range(0, 40).Select(i => Make.Node($"n{i:00}"))]).With(Make.Policy("default"));
        for (var i = 0; i < 40; i++)
            fleet.With(Make.Model($"m{i:00}"));
        var plan = new FleetPlanner(new PlacementSolver(), new PoolPrices(_ => null)).Plan(fleet.Snapshot);
        Assert.Equal(ProblemBuilder.WorkFor(40), plan.Problem.Work);
        Assert.Equal(40, plan.Models.Values.Sum(m => m.Assignments.Sum(a => a.Replicas)));
    }
}
