using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

public class AdmissionTests
{
    private static readonly Pool[] Pools = [Make.Pool("a", 1, 2), Make.Pool("b", 2, 2, provider: "gcp", region: "eu-west-1")];

    private static IReadOnlyList<string> Refused(Model model, params Pool[] pools)
    {
        var other = Make.Service("other", 1, accelerator: "L4");
        var plan = Make.Solve(Make.Problem([.. pools.Length > 0 ? pools : Pools, Make.Pool("l4", 1, accelerator: "L4")], model, other));
        Assert.Equal(["other@l4=1"], Make.Where(plan));
        Assert.Equal(0, plan.Gap, 6);
        return Assert.Single(plan.Unplaced).Reasons;
    }

    [Fact]
    public void Which_rule_excludes_which_cluster_is_said()
    {
        var reasons = Refused(Make.Service("m", 1) with { Regions = ["us-east-1"] });
        Assert.Contains("cluster a: region aws-1 is not in [us-east-1]", reasons);
        Assert.Contains("cluster b: region eu-west-1 is not in [us-east-1]", reasons);
        Assert.Contains("cluster l4: region aws-1 is not in [us-east-1]; accelerator L4 is not in [A100-80GB]", reasons);
    }

    [Fact]
    public void Clusters_excluded_alike_are_named_together()
    {
        var reasons = Refused(Make.Service("m", 1) with { RequireLabels = ["hipaa"] });
        Assert.Contains("clusters a, b: it lacks the required hipaa", reasons);
    }

    [Fact]
    public void More_domains_than_there_are_is_a_contradiction()
    {
        var reasons = Refused(Make.Service("m", 5) with { Spread = [new SpreadRule { Topology = SpreadTopology.Region, MinDomains = 3 }] });
        Assert.Equal(["spread over regions: minDomains is 3, but only 2 (aws-1, eu-west-1) can run it"], reasons);
    }

    [Fact]
    public void A_gang_that_fits_no_cluster_is_refused_with_what_each_has()
    {
        var reasons = Refused(Make.Gang("m", 20));
        Assert.Equal(
            ["cluster a: the gang needs 20 replicas in one cluster, and even empty it has room for 16", "cluster b: the gang needs 20 replicas in one cluster, and even empty it has room for 16"],
            reasons);
    }

    [Fact]
    public void A_gang_cannot_be_spread_over_clusters()
    {
        var reasons = Refused(Make.Gang("m", 2) with { Spread = [new SpreadRule { Topology = SpreadTopology.Cluster, MinDomains = 2 }] });
        Assert.Contains("cluster a: a gang stays in one cluster, which has 1 of the 2 clusters its spread rule asks for", reasons);
        var share = Refused(Make.Gang("m", 4) with { Spread = [new SpreadRule { Topology = SpreadTopology.Provider, MaxShare = 0.5 }] });
        Assert.Contains("cluster a: a gang stays in one cluster, and its maxShare per Provider allows 2 of 4 there", share);
    }

    [Fact]
    public void A_gangs_budget_below_its_least_cost_is_refused()
    {
        Assert.Contains("cluster a: it costs at least $4.00/h there, and its budget is $3.50/h", Refused(Make.Gang("m", 4) with { Budget = 3.5 }));
    }

    [Fact]
    public void An_on_demand_floor_without_on_demand_capacity_is_refused()
    {
        var spot = Make.Pool("s", 1, 2, capacityType: CapacityType.Spot);
        var reasons = Refused(Make.Service("m", 3) with { MinOnDemandReplicas = 2 }, spot, Make.Pool("od", 1, 1, gpus: 1));
        Assert.Equal(["minOnDemandReplicas is 2, but outside spot capacity there is room for 1 in all pools that can run it"], reasons);
    }

    [Fact]
    public void No_spot_allowed_and_nothing_but_spot_is_refused()
    {
        var reasons = Refused(Make.Service("m", 3) with { MaxSpotShare = 0 }, Make.Pool("s", 1, 2, capacityType: CapacityType.Spot));
        Assert.Contains("cluster s: maxSpotShare 0 allows 0 units on spot, less than one replica (1)", reasons);
    }

    [Fact]
    public void A_replica_dearer_than_the_budget_is_refused()
    {
        Assert.Contains("cluster a: one replica costs $4.00/h, more than the budget of $3.00/h", Refused(Make.Service("m", 1, gpus: 4) with { Budget = 3 }));
    }

    [Fact]
    public void A_replica_larger_than_any_node_is_refused()
    {
        Assert.Contains("clusters a, b: needs 16 GPUs on one node, and the largest remainder is 8", Refused(Make.Service("m", 1, gpus: 16)));
        var memory = Refused(Make.Service("m", 1) with { MemoryGiB = 2000 });
        Assert.Contains("clusters a, b: needs 1 GPUs, 1 vCPU and 2000 GiB on one node, and the best node has 96 vCPU and 1024 GiB", memory);
    }

    [Fact]
    public void A_pool_without_nodes_says_so()
    {
        Assert.Contains("cluster none: it has no nodes and cannot get any", Refused(Make.Service("m", 1), Make.Pool("none", 1, nodes: 0)));
    }

    [Fact]
    public void The_reason_given_for_an_excluded_pool_is_passed_on()
    {
        var model = Make.Service("m", 1) with { ExcludedPools = new Dictionary<string, string> { ["a"] = "node taint dedicated=batch is not tolerated", ["b"] = "cordoned" } };
        var reasons = Refused(model);
        Assert.Contains("cluster a: node taint dedicated=batch is not tolerated", reasons);
        Assert.Contains("cluster b: cordoned", reasons);
    }

    [Fact]
    public void Without_any_pool_there_is_one_reason()
    {
        var plan = Make.Solve(Make.Problem([], Make.Service("m", 2, penalty: 3)));
        Assert.Equal(["there is no pool at all"], Assert.Single(plan.Unplaced).Reasons);
        Assert.Equal((6, 6, 0), (plan.Penalty, plan.Bound, plan.Gap));
    }

    [Fact]
    public void GPUs_are_kept_for_models_that_use_them()
    {
        var reasons = Make.Solve(Make.Problem([Pools[0]], new Model { Id = "web", Demand = 1, Cpu = 1, UnplacedPenalty = 5 })).Unplaced[0].Reasons;
        Assert.Equal(["cluster a: its A100-80GB GPUs are kept for models that use them"], reasons);
    }
}
