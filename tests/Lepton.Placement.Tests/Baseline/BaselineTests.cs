using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Baseline;

public class BaselineTests
{
    private static readonly Pool[] Clouds =
    [
        Make.Pool("aws", 1, 1), Make.Pool("azure", 2, 4, provider: "azure"), Make.Pool("gcp", 3, 3, provider: "gcp"),
    ];

    [Fact]
    public void The_cheapest_single_provider_counts_what_it_leaves_unplaced()
    {
        var services = Enumerable.Range(0, 16).Select(i => Make.Service($"m{i}", 1)).ToArray();
        var plan = Baselines.CheapestSingleProvider(Make.Problem(Clouds, services), out var provider);
        Assert.Equal("azure", provider);
        Assert.All(plan.Placements, p => Assert.Equal("azure", p.Pool));
        Assert.Equal(32, plan.Cost, 9);
        var few = Baselines.CheapestSingleProvider(Make.Problem(Clouds, services[..8]), out provider);
        Assert.Equal(("aws", 8), (provider, few.Cost));
    }

    [Fact]
    public void By_free_capacity_ignores_prices()
    {
        var plan = Baselines.ByFreeCapacity(Make.Problem(Clouds, Make.Service("m", 8)));
        Assert.Equal(["m@aws=1", "m@azure=4", "m@gcp=3"], Make.Where(plan));
        Assert.Equal(1 + 8 + 9, plan.Cost, 9);
        Assert.Equal(["m@aws=8"], Make.Where(Make.Solve(Make.Problem(Clouds, Make.Service("m", 8)))));
    }

    [Fact]
    public void By_free_capacity_fills_what_is_there_before_it_opens_nodes()
    {
        // Ten nodes could be opened in "big"; what is free is two in "small" and one in "big".
        var pools = new[] { Make.Pool("big", 5, 1, gpus: 1, billing: Billing.PerNode, newNodes: 10), Make.Pool("small", 9, 2, gpus: 1) };
        Assert.Equal(["m@big=1", "m@small=2"], Make.Where(Baselines.ByFreeCapacity(Make.Problem(pools, Make.Service("m", 3)))));
        var more = Baselines.ByFreeCapacity(Make.Problem(pools, Make.Service("m", 5)));
        Assert.Equal(["m@big=3", "m@small=2"], Make.Where(more));
        Assert.Equal(2, Assert.Single(more.NewNodes).Nodes);
    }

    [Fact]
    public void Equal_weights_divide_evenly_as_far_as_there_is_room()
    {
        Assert.Equal(["m@aws=1", "m@azure=1", "m@gcp=1"], Make.Where(Baselines.EqualWeights(Make.Problem([Make.Pool("aws", 1), Make.Pool("azure", 2), Make.Pool("gcp", 3)], Make.Service("m", 3)))));
        Assert.Equal(["m@aws=2", "m@azure=3"], Make.Where(Baselines.EqualWeights(Make.Problem([Make.Pool("aws", 1, gpus: 2), Make.Pool("azure", 2)], Make.Service("m", 5)))));
    }

    [Fact]
    public void Whole_pools_are_taken_down_the_price_list_and_nothing_is_divided()
    {
        var pools = new[] { Make.Pool("cheap", 1, gpus: 4), Make.Pool("next", 2, gpus: 4), Make.Pool("dear", 9, 2) };
        // Three fit the cheap pool, the second model only the next; the third is larger than either.
        var plan = Baselines.WholePool(Make.Problem(pools, Make.Service("a", 3), Make.Service("b", 3), Make.Service("c", 5)));
        Assert.Equal(["a@cheap=3", "b@next=3", "c@dear=5"], Make.Where(plan));
        Assert.Equal(3 + 6 + 45, plan.Cost, 9);
        Assert.Equal("d", Assert.Single(Baselines.WholePool(Make.Problem(pools[..2], Make.Service("d", 5))).Unplaced).Model);
    }

    [Fact]
    public void Cheapest_first_takes_what_is_left_in_the_order_of_penalties()
    {
        // The dearer-to-leave service takes the last place both want; the other pays for it.
        var pools = new[] { Make.Pool("cheap", 1, 1, gpus: 1), Make.Pool("mid", 2, 1, gpus: 1), Make.Pool("dear", 10, 1, gpus: 1) };
        var choosy = Make.Service("choosy", 1, penalty: 50) with { Clusters = ["cheap", "dear"] };
        var easy = Make.Service("easy", 1, penalty: 100) with { Clusters = ["cheap", "mid"] };
        var problem = Make.Problem(pools, choosy, easy);
        Assert.Equal(["choosy@dear=1", "easy@cheap=1"], Make.Where(Baselines.CheapestFirst(problem)));
        Assert.Equal(["choosy@cheap=1", "easy@mid=1"], Make.Where(Make.Solve(problem)));
    }

    [Fact]
    public void Baselines_obey_the_same_rules_and_never_beat_the_plan() => Support.Properties.Hold(150, problem =>
    {
        var fresh = problem with { Models = problem.Models.Select(m => m with { Current = [] }).ToList() };
        var best = Make.Solve(fresh).Total();
        foreach (var plan in new[] { Baselines.CheapestFirst(problem), Baselines.ByFreeCapacity(problem), Baselines.CheapestSingleProvider(problem) })
        {
            var single = plan.Placements.Select(p => problem.Pools.Single(x => x.Id == p.Pool).Provider).Distinct().Count() <= 1;
            var found = PlanVerifier.Verify(fresh, plan);
            Assert.True(found.Holds || (single && SkewCountsOtherProviders(problem)), string.Join("\n", found.Violations));
            Assert.True(plan.Total() >= best - 1e-5);
        }
    });

    /// <summary>Within one provider a skew rule sees only that provider's domains.</summary>
    private static bool SkewCountsOtherProviders(PlacementProblem problem) => problem.Models.Any(m => m.Spread.Any(s => s.MaxSkew is not null));

    [Fact]
    public void On_a_fleet_the_plan_is_much_cheaper_than_the_simple_ways()
    {
        var problem = Fleets.Make(seed: 11, models: 60, clusters: 10, load: 0.7);
        var plan = Make.Solve(problem);
        Assert.True(Baselines.CheapestFirst(problem).Total() > 1.02 * plan.Total());
        Assert.True(Baselines.ByFreeCapacity(problem).Total() > 1.3 * plan.Total());
    }

    [Fact]
    public void A_wrong_problem_is_refused_by_baselines_too()
    {
        var wrong = Make.Problem([Make.Pool("a", double.NaN)], Make.Service("m", 1));
        Assert.Throws<PlacementProblemException>(() => Baselines.CheapestFirst(wrong));
        Assert.Throws<PlacementProblemException>(() => Baselines.ByFreeCapacity(wrong));
        Assert.Throws<PlacementProblemException>(() => Baselines.CheapestSingleProvider(wrong));
    }

    [Fact]
    public void An_empty_problem_has_no_cheapest_provider()
    {
        var plan = Baselines.CheapestSingleProvider(new PlacementProblem(), out var provider);
        Assert.Null(provider);
        Assert.Empty(plan.Placements);
    }
}
