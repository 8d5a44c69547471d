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
    public void From_some_size_on_the_search_does_not_grow_with_the_fleet()
    {
        Assert.Equal(ProblemBuilder.WorkFor(500), ProblemBuilder.WorkFor(10_000));
        Assert.True(ProblemBuilder.WorkFor(500) >= ProblemBuilder.WorkFor(24));
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
