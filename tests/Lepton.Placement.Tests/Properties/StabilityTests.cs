using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Properties;

public class StabilityTests
{
    [Fact]
    public void No_model_moves_without_a_gain_above_the_cost_of_moving() => Support.Properties.Hold(300, NoMoveWithoutGain);

    internal static void NoMoveWithoutGain(PlacementProblem problem)
    {
        var plan = Make.Solve(problem);
        foreach (var group in problem.Models.Where(m => m.Current.Count > 0).Select(m => new[] { m }).Append(problem.Models.Where(m => m.Current.Count > 0).ToArray()))
        {
            AssertStayingIsDearer(problem, plan, group);
        }
    }

    [Fact]
    public void Planning_again_changes_nothing() => Support.Properties.Hold(200, problem =>
    {
        var once = Make.Solve(problem);
        if (once.Unplaced.Any(u => problem.Models.Any(m => m.Id == u.Model && m.Current.Count > 0)))
        {
            // What is left because moving it is too dear has nothing to move from the next time.
            return;
        }

        var settled = Settled(problem, once);
        var again = Make.Solve(settled);
        Assert.Equal(0, again.MoveCost);
        Assert.Equal(Make.Where(once), Make.Where(again));
    });

    [Fact]
    public void Exchanges_of_equal_cost_are_not_made()
    {
        // Two equal services sit in each other's cheapest-by-name pool: swapping them gains nothing.
        var pools = new[] { Make.Pool("a", 2, gpus: 1), Make.Pool("b", 2, gpus: 1) };
        var x = Make.Service("x", 1) with { Current = [new CurrentPlacement("b", 1)] };
        var y = Make.Service("y", 1) with { Current = [new CurrentPlacement("a", 1)] };
        Assert.Equal(["x@b=1", "y@a=1"], Make.Where(Make.Solve(Make.Problem(pools, x, y))));
    }

    [Theory]
    [InlineData(1.5, "dear")]
    [InlineData(0.9, "cheap")]
    public void A_move_is_made_only_when_it_saves_more_than_it_costs(double moveCost, string expected)
    {
        var pools = new[] { Make.Pool("cheap", 2), Make.Pool("dear", 3) };
        var model = Make.Service("m", 2) with { MoveCost = moveCost, Current = [new CurrentPlacement("dear", 2)] };
        var plan = Make.Solve(Make.Problem(pools, model));
        Assert.Equal([$"m@{expected}=2"], Make.Where(plan));
        Assert.Equal(expected == "cheap" ? 2 * moveCost : 0, plan.MoveCost, 9);
        Assert.Equal(expected == "cheap" ? 4 + (2 * moveCost) : 6, plan.Cost, 9);
    }

    [Fact]
    public void Growing_and_shrinking_are_no_moves()
    {
        var pools = new[] { Make.Pool("a", 2), Make.Pool("b", 3) };
        var model = Make.Service("m", 4) with { MoveCost = 10, Current = [new CurrentPlacement("b", 2)] };
        var grown = Make.Solve(Make.Problem(pools, model));
        Assert.Equal(["m@a=2", "m@b=2"], Make.Where(grown));
        Assert.Equal(0, grown.MoveCost);
        var shrunk = Make.Solve(Make.Problem(pools, model with { Demand = 1 }));
        Assert.Equal(["m@b=1"], Make.Where(shrunk));
        Assert.Equal(0, shrunk.MoveCost);
    }

    [Fact]
    public void A_settled_fleet_moves_only_for_gain()
    {
        var problem = Fleets.Make(seed: 5, models: 60, clusters: 8, load: 0.7, settled: true);
        var plan = Make.Solve(problem);
        Assert.True(plan.MoveCost > 0, "the earlier plan was a simple one: something is worth moving");
        foreach (var model in problem.Models)
        {
            AssertStayingIsDearer(problem, plan, [model]);
        }
    }

    /// <summary>If these models could as well stay where they are, the plan with them there must cost more.</summary>
    private static void AssertStayingIsDearer(PlacementProblem problem, PlacementPlan plan, Model[] models)
    {
        var ids = models.Select(m => m.Id).ToHashSet();
        var home = models.SelectMany(m => m.Current.Select(c => new ReplicaPlacement(m.Id, c.Pool, c.Replicas, 0))).ToList();
        var now = plan.Placements.Where(p => ids.Contains(p.Model)).Select(p => (p.Model, p.Pool, p.Replicas)).Order();
        if (now.SequenceEqual(home.Select(h => (h.Model, h.Pool, h.Replicas)).Order()))
        {
            return;
        }

        var placements = plan.Placements.Where(p => !ids.Contains(p.Model)).Concat(home).ToList();
        var reading = PlanReading.Of(problem, new PlacementPlan { Placements = placements }, out _);
        var nodes = problem.Pools.Select(p => new NewNodes(p.Id, LeastNodes(p, reading))).ToList();
        if (nodes.Any(n => n.Nodes < 0))
        {
            return;
        }

        var stay = new PlacementPlan { Placements = placements, NewNodes = nodes.Where(n => n.Nodes > 0).ToList() };
        var found = PlanVerifier.Verify(problem, stay);
        if (found.Violations.All(v => v.StartsWith("cost:", StringComparison.Ordinal) || v.StartsWith("penalty:", StringComparison.Ordinal) || v.StartsWith("gap:", StringComparison.Ordinal) || v.Contains("is not placed, and the plan reports", StringComparison.Ordinal)))
        {
            Assert.True(found.Cost + found.Penalty > plan.Total() + 1e-8, $"{string.Join(", ", ids)} moved, and staying would cost {found.Cost + found.Penalty} instead of {plan.Total()}");
        }
    }

    private static int LeastNodes(Pool pool, PlanReading reading)
    {
        var replicas = reading.In(pool).SelectMany(x => Enumerable.Repeat(Facts.Needs(x.Model, pool), x.Replicas)).ToList();
        return Enumerable.Range(0, pool.NewNodes + 1).Where(n => new Layout(pool, n).Exists(replicas)).Append(-1).First();
    }

    private static PlacementProblem Settled(PlacementProblem problem, PlacementPlan plan) => problem with
    {
        Models = problem.Models.Select(m => m with
        {
            Current = plan.Placements.Where(p => p.Model == m.Id).Select(p => new CurrentPlacement(p.Pool, p.Replicas)).ToList(),
        }).ToList(),
    };
}
