using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

/// <summary>What would have to change for a pool to be chosen: applied, it is; not quite applied, it is not.</summary>
public class ThresholdTests
{
    private const double Epsilon = 1e-4;

    [Fact]
    public void Below_the_price_the_pool_is_chosen_and_above_it_is_not()
    {
        var problem = Make.Problem([Make.Pool("cheap", 2), Make.Pool("dear", 3)], Make.Service("m", 4) with { RegionCost = new Dictionary<string, double> { ["aws-1"] = 0.25 } });
        var threshold = Assert.Single(Of(problem, "m"));
        Assert.Equal(("dear", ThresholdKind.PricePerGpu, 3.0), (threshold.Pool, threshold.Kind, threshold.Now));
        Assert.Equal(2, threshold.Value, 5);
        Assert.Equal("cheaper below $2.00/h for a GPU, which costs $3.00/h", threshold.Text);
        Assert.Equal(["m@dear=4"], Make.Where(Make.Solve(Priced(problem, "dear", threshold.Value - Epsilon))));
        Assert.Equal(["m@cheap=4"], Make.Where(Make.Solve(Priced(problem, "dear", threshold.Value + Epsilon))));
    }

    [Fact]
    public void The_cost_of_moving_is_part_of_it()
    {
        var problem = Make.Problem([Make.Pool("home", 3), Make.Pool("away", 2.9)], Make.Service("m", 2) with { MoveCost = 0.5, Current = [new CurrentPlacement("home", 2)] });
        var threshold = Assert.Single(Of(problem, "m"));
        Assert.Equal(2.5, threshold.Value, 5);
        Assert.Equal(["m@away=2"], Make.Where(Make.Solve(Priced(problem, "away", threshold.Value - Epsilon))));
        Assert.Equal(["m@home=2"], Make.Where(Make.Solve(Priced(problem, "away", threshold.Value + Epsilon))));
    }

    [Fact]
    public void A_node_has_a_price_too()
    {
        var problem = Make.Problem([Make.Pool("gpus", 1), Make.Pool("nodes", 20, nodes: 0, billing: Billing.PerNode, newNodes: 3)], Make.Service("m", 6, gpus: 2) with { Demand = 4 });
        var threshold = Assert.Single(Of(problem, "m"));
        Assert.Equal(("nodes", ThresholdKind.PricePerNode), (threshold.Pool, threshold.Kind));
        Assert.Equal(8, threshold.Value, 5);
        Assert.Equal(["m@nodes=4"], Make.Where(Make.Solve(Priced(problem, "nodes", threshold.Value - Epsilon))));
        Assert.Equal(["m@gpus=4"], Make.Where(Make.Solve(Priced(problem, "nodes", threshold.Value + Epsilon))));
    }

    [Fact]
    public void More_nodes_would_make_room()
    {
        var problem = Make.Problem(
            [Make.Pool("full", 1, gpus: 4), Make.Pool("dear", 2, nodes: 4, gpus: 4)],
            Make.Service("first", 4, penalty: 100_000) with { Clusters = ["full"] },
            Make.Gang("g", 2, gpus: 4));
        var threshold = Assert.Single(Of(problem, "g"));
        Assert.Equal(("full", ThresholdKind.MoreNodes, 2.0, 0.0), (threshold.Pool, threshold.Kind, threshold.Value, threshold.Now));
        Assert.Equal("cheaper with 2 more nodes than the 0 it can open", threshold.Text);
        Assert.Contains("g@full=2", Make.Where(Make.Solve(Nodes(problem, "full", 2))));
        Assert.Contains("g@dear=2", Make.Where(Make.Solve(Nodes(problem, "full", 1))));
    }

    [Fact]
    public void What_no_price_can_make_cheaper_has_no_threshold()
    {
        var far = new Dictionary<string, double> { ["far"] = 9 };
        Assert.Empty(Of(Make.Problem([Make.Pool("near", 2), Make.Pool("away", 3, region: "far")], Make.Service("m", 1) with { RegionCost = far }), "m"));
    }

    [Fact]
    public void On_any_single_model_the_decision_changes_below_the_price_and_with_the_nodes() => Support.Properties.Hold(300, problem =>
    {
        var single = problem with { Models = problem.Models.Take(1).ToList(), Limits = [] };
        // A rule of skew counts a pool that becomes large enough.
        if (single.Models.Count == 0 || single.Models[0].Spread.Any(s => s.MaxSkew is not null))
        {
            return;
        }

        var (now, id) = (Make.Solve(single), single.Models[0].Id);
        foreach (var threshold in Of(single, id))
        {
            var pool = single.Pools.Single(p => p.Id == threshold.Pool);
            var applied = Make.Solve(threshold.Kind == ThresholdKind.MoreNodes ? Nodes(single, pool.Id, pool.NewNodes + (int)threshold.Value) : Priced(single, pool.Id, threshold.Value - Math.Min(Epsilon, threshold.Value / 2)));
            Assert.NotEqual(Make.Where(now), Make.Where(applied));
            Assert.True(applied.Total() < now.Total(), $"{threshold}: {applied.Total()}, and it was {now.Total()}");
            if (threshold.Kind == ThresholdKind.MoreNodes)
            {
                continue;
            }

            var almost = Make.Solve(Priced(single, pool.Id, threshold.Value + Epsilon));
            var whole = almost.Unplaced.Count == 0 && almost.Placements.Count == 1 && almost.Placements[0].Pool == pool.Id;
            Assert.False(whole, $"{threshold}: above the price all of it is there already");
        }
    });

    private static IReadOnlyList<Threshold> Of(PlacementProblem problem, string model) => Make.Solve(problem).Decisions.Single(d => d.Model == model).Thresholds;

    private static PlacementProblem Priced(PlacementProblem problem, string pool, double price) => Each(problem, pool, p => p with { Price = price });

    private static PlacementProblem Nodes(PlacementProblem problem, string pool, int newNodes) => Each(problem, pool, p => p with { NewNodes = newNodes });

    private static PlacementProblem Each(PlacementProblem problem, string pool, Func<Pool, Pool> change) => problem with { Pools = problem.Pools.Select(p => p.Id == pool ? change(p) : p).ToList() };
}
