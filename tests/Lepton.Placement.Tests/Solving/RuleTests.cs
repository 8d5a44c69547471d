using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

public class RuleTests
{
    private static readonly Pool[] Three = [Make.Pool("a", 1, 4, zone: "z1"), Make.Pool("b", 2, 4, provider: "gcp", zone: "z2"), Make.Pool("c", 3, 4, provider: "azure", zone: "z3")];

    [Theory]
    [InlineData(SpreadTopology.Provider)]
    [InlineData(SpreadTopology.Region)]
    [InlineData(SpreadTopology.Zone)]
    [InlineData(SpreadTopology.Cluster)]
    public void Minimum_domains_take_the_cheapest_others(SpreadTopology topology)
    {
        var model = Make.Service("m", 4) with { Spread = [new SpreadRule { Topology = topology, MinDomains = 2 }] };
        Assert.Equal(["m@a=3", "m@b=1"], Make.Where(Make.Solve(Make.Problem(Three, model))));
    }

    [Fact]
    public void A_share_cap_counts_units_rounded_up()
    {
        // 5 units at 40 %: at most 2 in a cluster.
        var model = Make.Service("m", 5) with { Spread = [new SpreadRule { Topology = SpreadTopology.Cluster, MaxShare = 0.4 }] };
        Assert.Equal(["m@a=2", "m@b=2", "m@c=1"], Make.Where(Make.Solve(Make.Problem(Three, model))));
    }

    [Fact]
    public void A_single_replica_is_within_any_share()
    {
        var model = Make.Service("m", 6) with
        {
            Accelerators = [new AcceleratorOption { Name = "A100-80GB", Throughput = 4 }],
            Spread = [new SpreadRule { Topology = SpreadTopology.Cluster, MaxShare = 0.5 }],
        };
        Assert.Equal(["m@a=1", "m@b=1"], Make.Where(Make.Solve(Make.Problem(Three, model))));
    }

    [Fact]
    public void Skew_counts_domains_that_could_be_used()
    {
        var model = Make.Service("m", 7) with { Spread = [new SpreadRule { Topology = SpreadTopology.Cluster, MaxSkew = 1 }] };
        Assert.Equal(["m@a=3", "m@b=2", "m@c=2"], Make.Where(Make.Solve(Make.Problem(Three, model))));
        var twoOnly = model with { Clusters = ["a", "c"] };
        Assert.Equal(["m@a=4", "m@c=3"], Make.Where(Make.Solve(Make.Problem(Three, twoOnly))));
    }

    [Theory]
    [InlineData(0.5, "m@od=2,m@spot=2")]
    [InlineData(0.3, "m@od=3,m@spot=1")]
    [InlineData(0.2, "m@od=4")]
    [InlineData(0.0, "m@od=4")]
    [InlineData(1.0, "m@spot=4")]
    public void The_spot_share_is_a_strict_ceiling(double share, string expected)
    {
        var pools = new[] { Make.Pool("od", 3), Make.Pool("spot", 1, capacityType: CapacityType.Spot) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 4) with { MaxSpotShare = share }));
        Assert.Equal(expected.Split(','), Make.Where(plan));
    }

    [Fact]
    public void The_on_demand_floor_counts_reserved_capacity_too()
    {
        var pools = new[] { Make.Pool("od", 3), Make.Pool("res", 2, capacityType: CapacityType.Reserved), Make.Pool("spot", 1, capacityType: CapacityType.Spot) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 3) with { MinOnDemandReplicas = 1 }));
        Assert.Equal(["m@res=1", "m@spot=2"], Make.Where(plan));
    }

    [Fact]
    public void Spot_risk_is_dollars_per_GPU_and_reclaim()
    {
        var pools = new[] { Make.Pool("od", 3), Make.Pool("spot", 1, capacityType: CapacityType.Spot) with { ReclaimRate = 0.5 } };
        var model = Make.Service("m", 2, gpus: 2) with { ReclaimCost = 3 };
        var plan = Make.Solve(Make.Problem(pools, model));
        Assert.Equal(["m@spot=2"], Make.Where(plan));
        Assert.Equal(4 * (1 + 1.5), plan.Cost, 9);
        Assert.Equal(["m@od=2"], Make.Where(Make.Solve(Make.Problem(pools, model with { ReclaimCost = 5 }))));
    }

    [Fact]
    public void Region_cost_is_paid_for_the_demand_and_not_for_spare_capacity()
    {
        // One replica could serve 100 units; 3 are wanted, and 3 are charged.
        var model = Make.Service("m", 3) with { Accelerators = [new AcceleratorOption { Name = "A100-80GB", Throughput = 100 }], RegionCost = new Dictionary<string, double> { ["aws-1"] = 2 } };
        var plan = Make.Solve(Make.Problem([Make.Pool("a", 1)], model));
        Assert.Equal(1 + (3 * 2), plan.Cost, 9);
    }

    [Fact]
    public void Latency_in_dollars_can_outweigh_a_lower_price()
    {
        var pools = new[] { Make.Pool("near", 3, region: "near"), Make.Pool("far", 1, region: "far") };
        Model With(double lambda) => Make.Service("m", 2) with { RegionCost = new Dictionary<string, double> { ["near"] = 10 * lambda, ["far"] = 120 * lambda } };
        Assert.Equal(["m@far=2"], Make.Where(Make.Solve(Make.Problem(pools, With(0.01)))));
        Assert.Equal(["m@near=2"], Make.Where(Make.Solve(Make.Problem(pools, With(0.1)))));
    }

    [Fact]
    public void The_number_of_replicas_follows_the_GPU_type()
    {
        // 10 units: 5 slow GPUs at $1 or 2 fast ones at $3.
        var model = Make.Service("m", 10) with { Accelerators = [new AcceleratorOption { Name = "L4", Throughput = 2 }, new AcceleratorOption { Name = "H100", Throughput = 5 }] };
        var pools = new[] { Make.Pool("slow", 1, accelerator: "L4"), Make.Pool("fast", 3, accelerator: "H100") };
        Assert.Equal(["m@slow=5"], Make.Where(Make.Solve(Make.Problem(pools, model))));
        var dearer = new[] { Make.Pool("slow", 1.5, accelerator: "L4"), pools[1] };
        Assert.Equal(["m@fast=2"], Make.Where(Make.Solve(Make.Problem(dearer, model))));
    }

    [Fact]
    public void Elastic_allocation_covers_the_demand_at_least_cost()
    {
        // min Σ cα with Σ αs ≥ d: 7 = 3 + 2 + 2 beats 3 + 3 + 1's spare capacity.
        var model = Make.Service("m", 7) with { Accelerators = [new AcceleratorOption { Name = "L4", Throughput = 2 }, new AcceleratorOption { Name = "H100", Throughput = 3 }] };
        var pools = new[] { Make.Pool("two", 2, accelerator: "L4"), Make.Pool("three", 2.5, accelerator: "H100") };
        var plan = Make.Solve(Make.Problem(pools, model));
        Assert.Equal(6.5, plan.Cost, 9);
        Assert.Equal(["m@three=1", "m@two=2"], Make.Where(plan));
    }

    [Fact]
    public void A_budget_is_never_exceeded()
    {
        var plan = Make.Solve(Make.Problem([Make.Pool("a", 2)], Make.Service("m", 5) with { Budget = 7 }));
        Assert.Equal(["m@a=3"], Make.Where(plan));
        var unplaced = Assert.Single(plan.Unplaced);
        Assert.Equal(2, unplaced.Missing);
        Assert.Contains("its budget is $7.00/h", unplaced.Reasons);
    }

    [Fact]
    public void A_gang_stays_in_one_cluster_over_several_of_its_pools()
    {
        var pools = new[]
        {
            Make.Pool("x1", 1, 1, gpus: 8, cluster: "x"), Make.Pool("x2", 2, 1, gpus: 8, cluster: "x"), Make.Pool("y", 0.5, 1, gpus: 8, provider: "gcp"),
        };
        Assert.Equal(["g@x1=2", "g@x2=2"], Make.Where(Make.Solve(Make.Problem(pools, Make.Gang("g", 4, gpus: 4)))));
        Assert.Equal(["g@y=2"], Make.Where(Make.Solve(Make.Problem(pools, Make.Gang("g", 2, gpus: 4)))));
    }

    [Fact]
    public void A_gangs_size_can_follow_from_its_work()
    {
        var gang = new Model
        {
            Id = "g",
            Kind = ModelKind.Training,
            Demand = 10,
            UnplacedPenalty = 1000,
            RegionCost = new Dictionary<string, double> { ["aws-1"] = 7 },
            Accelerators = [new AcceleratorOption { Name = "A100-80GB", Throughput = 4, Count = 2 }],
        };
        var plan = Make.Solve(Make.Problem([Make.Pool("a", 1)], gang));
        Assert.Equal(["g@a=3"], Make.Where(plan));
        Assert.Equal(6 + 7, plan.Cost, 9);
    }

    [Fact]
    public void Higher_penalty_wins_scarce_capacity()
    {
        var plan = Make.Solve(Make.Problem([Make.Pool("a", 1, gpus: 4)], Make.Service("low", 4, penalty: 10), Make.Service("high", 3, penalty: 100)));
        Assert.Equal(["high@a=3", "low@a=1"], Make.Where(plan));
        Assert.Equal(30, plan.Penalty, 9);
    }

    [Fact]
    public void What_costs_more_than_leaving_it_is_left()
    {
        var plan = Make.Solve(Make.Problem([Make.Pool("a", 5)], Make.Service("m", 2, penalty: 4)));
        Assert.Empty(plan.Placements);
        Assert.Equal("placing it costs at least $10.00/h, and leaving it unplaced only $8.00/h", plan.Unplaced[0].Reasons[0]);
        Assert.Equal(8, plan.Bound, 6);
    }

    [Fact]
    public void Memory_and_vCPU_bind_as_GPUs_do()
    {
        var pool = Make.Pool("a", 1, gpus: 8) with { Nodes = [new NodeFree(8, 10, 1024)] };
        var plan = Make.Solve(Make.Problem([pool], Make.Service("m", 8) with { Cpu = 3 }));
        Assert.Equal(["m@a=3"], Make.Where(plan));
        var memory = Make.Solve(Make.Problem([pool], Make.Service("m", 8) with { MemoryGiB = 500 }));
        Assert.Equal(["m@a=2"], Make.Where(memory));
    }

    [Fact]
    public void An_accelerator_may_need_other_vCPU_and_memory_than_the_model_says()
    {
        var model = Make.Service("m", 3) with { Cpu = 100, Accelerators = [new AcceleratorOption { Name = "A100-80GB", Cpu = 2, MemoryGiB = 400 }] };
        Assert.Equal(["m@a=2"], Make.Where(Make.Solve(Make.Problem([Make.Pool("a", 1)], model))));
    }
}
