using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Verification;

/// <summary>A verifier that accepts everything proves nothing: each broken plan must be found out.</summary>
public class VerifierTests
{
    private static readonly Pool[] Pools =
    [
        Make.Pool("a", 1, 1), Make.Pool("b", 2, 1, provider: "gcp"), Make.Pool("n", 16, 0, billing: Billing.PerNode, newNodes: 2, cluster: "b", provider: "gcp", region: "gcp-1"),
        Make.Pool("s", 1, 1, capacityType: CapacityType.Spot),
    ];

    private static void Finds(string violation, Model model, params (string Pool, int Replicas)[] places) => Finds(violation, Make.Problem(Pools, model), new PlacementPlan
    {
        Placements = places.Select(p => new ReplicaPlacement(model.Id, p.Pool, p.Replicas, 0)).ToList(),
    });

    private static void Finds(string violation, PlacementProblem problem, PlacementPlan plan)
    {
        var found = PlanVerifier.Verify(problem, plan);
        Assert.False(found.Holds);
        Assert.Contains(found.Violations, v => v.Contains(violation, StringComparison.Ordinal));
    }

    [Fact]
    public void Places_that_do_not_exist() => Finds("placement of m in nowhere: no such model or pool", Make.Service("m", 1), ("nowhere", 1));

    [Fact]
    public void Replicas_below_one_and_pools_named_twice()
    {
        Finds("placement of m in a: 0 replicas", Make.Service("m", 1), ("a", 0));
        Finds("placement of m in a: 1 replicas, expected one entry", Make.Service("m", 2), ("a", 1), ("a", 1));
    }

    [Fact]
    public void Too_many_replicas_for_the_nodes()
    {
        Finds("pool a: no layout of its 9 replicas on 1 existing and 0 new nodes", Make.Service("m", 9), ("a", 9));
        Finds("pool n: no layout of its 1 replicas on 0 existing and 0 new nodes", Make.Service("m", 1), ("n", 1));
    }

    [Fact]
    public void More_new_nodes_than_can_be_had() => Finds(
        "pool n: 3 new nodes, and it can get 2", Make.Problem(Pools, Make.Service("m", 1)), new PlacementPlan { NewNodes = [new NewNodes("n", 3)] });

    [Fact]
    public void Pools_the_rules_exclude()
    {
        Finds("it may not run in pool a", Make.Service("m", 1) with { Providers = ["gcp"] }, ("a", 1));
        Finds("it may not run in pool a", Make.Service("m", 1) with { Jurisdictions = ["eu"] }, ("a", 1));
        Finds("it may not run in pool a", Make.Service("m", 1) with { RequireLabels = ["gdpr"] }, ("a", 1));
        Finds("it may not run in pool a", Make.Service("m", 1) with { CapacityTypes = [CapacityType.Spot] }, ("a", 1));
        Finds("it may not run in pool a", Make.Service("m", 1, accelerator: "L4"), ("a", 1));
        Finds("it may not run in pool a", Make.Service("m", 1) with { ExcludedPools = new Dictionary<string, string> { ["a"] = "cordoned" } }, ("a", 1));
    }

    [Fact]
    public void Divided_and_incomplete_gangs()
    {
        Finds("the gang is divided over clusters", Make.Gang("g", 4), ("a", 2), ("b", 2));
        Finds("the gang is not complete", Make.Gang("g", 4), ("a", 3));
        Finds("the gang has 5 replicas instead of 4", Make.Gang("g", 4), ("a", 5));
    }

    [Fact]
    public void Broken_spread_spot_floor_and_budget()
    {
        SpreadRule[] Rule(SpreadRule rule) => [rule];
        Finds("minDomains is 2", Make.Service("m", 2) with { Spread = Rule(new SpreadRule { Topology = SpreadTopology.Cluster, MinDomains = 2 }) }, ("a", 2));
        Finds("4 units in Provider aws, and maxShare allows 2", Make.Service("m", 4) with { Spread = Rule(new SpreadRule { Topology = SpreadTopology.Provider, MaxShare = 0.5 }) }, ("a", 4));
        Finds("differ by 4, and maxSkew is 1", Make.Service("m", 4) with { Spread = Rule(new SpreadRule { Topology = SpreadTopology.Cluster, MaxSkew = 1 }) }, ("a", 4));
        Finds("more than 0.5 of it runs on spot", Make.Service("m", 4) with { MaxSpotShare = 0.5 }, ("s", 3), ("a", 1));
        Finds("fewer than 1 replicas outside spot", Make.Service("m", 4) with { MinOnDemandReplicas = 1 }, ("s", 4));
        Finds("it costs 4 $/h, and its budget is 3", Make.Service("m", 4) with { Budget = 3 }, ("a", 4));
    }

    [Fact]
    public void Surplus_replicas() => Finds("a replica could go without anything missing", Make.Service("m", 2), ("a", 3));

    [Fact]
    public void Broken_limits()
    {
        var plan = new PlacementPlan { Placements = [new ReplicaPlacement("m", "a", 4, 0)] };
        Finds("limit [0]: 4 GPUs, and it allows 3", Make.Problem(Pools, Make.Service("m", 4)) with { Limits = [new Limit { Provider = "aws", Gpus = 3 }] }, plan);
        Finds("limit bill: 4 $/h, and it allows 3.5", Make.Problem(Pools, Make.Service("m", 4)) with { Limits = [new Limit { Id = "bill", Models = ["m"], HourlyCost = 3.5 }] }, plan);
        var opened = new PlacementPlan { Placements = [new ReplicaPlacement("m", "n", 1, 0)], NewNodes = [new NewNodes("n", 1)] };
        Finds("limit [0]: 8 GPUs, and it allows 7", Make.Problem(Pools, Make.Service("m", 1)) with { Limits = [new Limit { Provider = "gcp", Gpus = 7 }] }, opened);
    }

    [Fact]
    public void Wrong_figures()
    {
        var problem = Make.Problem(Pools, Make.Service("m", 4), Make.Service("n", 30, penalty: 3) with { Clusters = ["b"] });
        var plan = Make.Solve(problem);
        Assert.True(PlanVerifier.Verify(problem, plan).Holds);
        Finds("cost: found", problem, plan with { Cost = plan.Cost - 1 });
        Finds("penalty: found", problem, plan with { Penalty = 0 });
        Finds("bound: found", problem, plan with { Bound = plan.Total() + 1 });
        Finds("bound: found NaN", problem, plan with { Bound = double.NaN });
        Finds("gap: found", problem, plan with { Gap = 0.5 });
        Finds("of its demand is not placed, and the plan reports 0", problem, plan with { Placements = plan.Placements.Skip(1).ToList() });
    }

    [Fact]
    public void Unplaced_models_need_reasons()
    {
        var problem = Make.Problem([], Make.Service("m", 1, penalty: 3));
        var plan = Make.Solve(problem);
        Finds("model m: unplaced without a reason", problem, plan with { Unplaced = [new UnplacedModel("m", 1, [])] });
    }

    [Fact]
    public void Cost_and_penalty_are_taken_anew()
    {
        var moved = Make.Service("m", 2, gpus: 2) with { MoveCost = 0.5, Current = [new CurrentPlacement("b", 2)], RegionCost = new Dictionary<string, double> { ["aws-1"] = 0.25 } };
        var placements = new PlacementPlan { Placements = [new ReplicaPlacement("m", "a", 2, 0)] };
        var found = PlanVerifier.Verify(Make.Problem(Pools, moved, Make.Service("x", 3, penalty: 7)), placements);
        Assert.Equal(4 + 1 + 0.5, found.Cost, 9);
        Assert.Equal(21, found.Penalty, 9);
    }
}
