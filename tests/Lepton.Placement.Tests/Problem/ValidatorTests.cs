using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Problem;

public class ValidatorTests
{
    private static readonly Pool Good = Make.Pool("p", 2, newNodes: 1);
    private static readonly Model Fine = Make.Service("m", 3);

    private static void Refused(PlacementProblem problem, params string[] messages)
    {
        var error = Assert.Throws<PlacementProblemException>(() => Make.Solve(problem));
        Assert.Equal(messages, error.Errors);
        Assert.Equal(string.Join("; ", messages), error.Message);
    }

    [Fact]
    public void A_sound_problem_has_no_errors() => Assert.Empty(ProblemValidator.Validate(Make.Problem([Good], Fine)));

    public static TheoryData<double, string> BadPrices => new()
    {
        { 0, "0" }, { -1, "-1" }, { double.NaN, "NaN" }, { double.PositiveInfinity, "Infinity" }, { 1e13, "10000000000000" },
    };

    [Theory]
    [MemberData(nameof(BadPrices))]
    public void A_price_is_above_zero_and_finite(double price, string found) => Refused(
        Make.Problem([Good with { Price = price }], Fine),
        $"pool p: price: found {found}, expected a price above 0 in dollars per hour (an unknown price is no free pool: leave the pool out, or bill it as Paid)");

    [Fact]
    public void Paid_capacity_may_be_free_but_not_nonsense()
    {
        Assert.Empty(ProblemValidator.Validate(Make.Problem([Good with { Billing = Billing.Paid, Price = 0 }], Fine)));
        Refused(Make.Problem([Good with { Billing = Billing.Paid, Price = double.NaN }], Fine), "pool p: price: found NaN, expected a number from 0 to 1e12");
    }

    [Fact]
    public void A_pool_without_GPUs_may_be_charged_by_vCPU_alone()
    {
        var pool = new Pool { Id = "c", Cluster = "c", Region = "r", Provider = "aws", CpuPerNode = 4, MemoryGiBPerNode = 8, NewNodes = 1, PricePerCpu = 0.1 };
        Assert.Empty(ProblemValidator.Validate(Make.Problem([pool])));
        Assert.Contains("pool c: price: found 0", Assert.Single(ProblemValidator.Validate(Make.Problem([pool with { PricePerCpu = 0 }]))));
    }

    [Fact]
    public void Sizes_counts_and_rates_are_numbers_of_this_world()
    {
        var pool = Good with { ReclaimRate = -0.1, CpuPerNode = double.NaN, MemoryGiBPerNode = double.NegativeInfinity, NewNodes = -1, PricePerCpu = -2 };
        Refused(
            Make.Problem([pool]),
            "pool p: pricePerCpu: found -2, expected a number from 0 to 1e12",
            "pool p: reclaimRate: found -0.1, expected a number from 0 to 1e12",
            "pool p: cpuPerNode: found NaN, expected a number from 0 to 1e12",
            "pool p: memoryGiBPerNode: found -Infinity, expected a number from 0 to 1e12",
            "pool p: newNodes: found -1, expected a whole number from 0 to 1000000");
    }

    [Fact]
    public void A_node_has_no_more_GPUs_free_than_it_has() => Refused(
        Make.Problem([Good with { Nodes = [new NodeFree(9, 1, 1), new NodeFree(-1, 1, -1)] }]),
        "pool p: nodes[0].gpus: found 9, expected from 0 to the 8 GPUs a node has",
        "pool p: nodes[1].gpus: found -1, expected from 0 to the 8 GPUs a node has",
        "pool p: nodes[1].memoryGiB: found -1, expected a number from 0 to 1e12");

    [Fact]
    public void Accelerators_and_GPU_counts_go_together()
    {
        Refused(Make.Problem([Good with { GpusPerNode = 0, Nodes = [] }]), "pool p: gpusPerNode: found 0, expected a whole number from 1 to 1000000");
        Refused(Make.Problem([Good with { Accelerator = null }]), "pool p: gpusPerNode: found 8, expected 0 in a pool without accelerator");
    }

    [Fact]
    public void Ids_are_there_and_unique() => Refused(
        Make.Problem([Good, Good, Good with { Id = "" }], Fine, Fine),
        "pool p: id: found 2 with this id, expected each id once",
        "model m: id: found 2 with this id, expected each id once",
        "pool: id: found nothing, expected a name");

    [Fact]
    public void Two_providers_cannot_name_the_same_cluster() => Refused(
        Make.Problem([Make.Pool("a", 1, cluster: "x", provider: "aws"), Make.Pool("b", 1, cluster: "x", provider: "gcp")]),
        "cluster x: provider: found aws and gcp, expected one provider for all pools of a cluster",
        "cluster x: region: found aws-1 and gcp-1, expected one region for all pools of a cluster");

    [Fact]
    public void Demand_and_throughput_are_above_zero() => Refused(
        Make.Problem([Good], Fine with { Demand = 0, Accelerators = [new AcceleratorOption { Name = "A100-80GB", Count = 0, Throughput = double.NaN, Cpu = -1 }] }),
        "model m: demand: found 0, expected a number above 0 and at most 1e12",
        "model m: accelerators[0].count: found 0, expected a whole number from 1 to 1000000",
        "model m: accelerators[0].throughput: found NaN, expected a number above 0 and at most 1e12",
        "model m: accelerators[0].cpu: found -1, expected a number from 0 to 1e12");

    [Fact]
    public void A_demand_that_needs_absurdly_many_replicas_is_a_slip() => Refused(
        Make.Problem([Good], Fine with { Demand = 1e9, Accelerators = [new AcceleratorOption { Name = "A100-80GB", Throughput = 0.5 }] }),
        "model m: accelerators[0].throughput: found 0.5, expected so much that the demand of 1000000000 needs no more than 1000000 replicas");

    [Fact]
    public void An_accelerator_is_named_once() => Refused(
        Make.Problem([Good], Fine with { Accelerators = [new AcceleratorOption { Name = "L4" }, new AcceleratorOption { Name = "L4", Count = 2 }] }),
        "model m: accelerators: found L4 2 times, expected each accelerator once");

    [Fact]
    public void Inference_has_a_demand_and_a_gang_a_size_or_work()
    {
        Refused(Make.Problem([Good], Fine with { Demand = null }), "model m: demand: found nothing, expected a demand and no replicas (for N replicas: demand N and throughput 1)");
        Refused(Make.Problem([Good], Fine with { Replicas = 2 }), "model m: demand: found demand beside replicas, expected a demand and no replicas (for N replicas: demand N and throughput 1)");
        var gang = Make.Gang("g", 2);
        Refused(Make.Problem([Good], gang with { Replicas = null }), "model g: replicas: found nothing, expected either replicas (the gang's size) or demand (its work, from which the size follows)");
        Refused(Make.Problem([Good], gang with { Demand = 2 }), "model g: replicas: found replicas beside demand, expected either replicas (the gang's size) or demand (its work, from which the size follows)");
        Refused(Make.Problem([Good], gang with { Replicas = 0 }), "model g: replicas: found 0, expected a whole number from 1 to 1000000");
    }

    [Fact]
    public void Rules_are_shares_and_counts() => Refused(
        Make.Problem([Good], Fine with
        {
            Spread = [new SpreadRule { MinDomains = 0, MaxShare = 0, MaxSkew = 0 }, new SpreadRule { MaxShare = 1.2 }],
            MaxSpotShare = double.NaN,
            MinOnDemandReplicas = -1,
        }),
        "model m: spread[0].minDomains: found 0, expected a whole number from 1 to 1000000",
        "model m: spread[0].maxShare: found 0, expected a share above 0 and at most 1",
        "model m: spread[0].maxSkew: found 0, expected a whole number from 1 to 1000000",
        "model m: spread[1].maxShare: found 1.2, expected a share above 0 and at most 1",
        "model m: maxSpotShare: found NaN, expected a share from 0 to 1",
        "model m: minOnDemandReplicas: found -1, expected a whole number from 0 to 1000000");

    [Fact]
    public void Money_is_finite_and_not_negative() => Refused(
        Make.Problem([Good], Fine with
        {
            UnplacedPenalty = double.PositiveInfinity,
            ResponseCost = double.NaN,
            ReclaimCost = -1,
            MoveCost = double.NaN,
            RegionCost = new Dictionary<string, double> { ["eu"] = -2 },
            ClusterCost = new Dictionary<string, double> { ["c"] = -3 },
            Budget = 0,
        }),
        "model m: unplacedPenalty: found Infinity, expected a number from 0 to 1e12",
        "model m: responseCost: found NaN, expected a number from 0 to 1e12",
        "model m: reclaimCost: found -1, expected a number from 0 to 1e12",
        "model m: moveCost: found NaN, expected a number from 0 to 1e12",
        "model m: regionCost[eu]: found -2, expected a number from 0 to 1e12",
        "model m: clusterCost[c]: found -3, expected a number from 0 to 1e12",
        "model m: budget: found 0, expected a number above 0 and at most 1e12");

    [Fact]
    public void Todays_placement_is_in_pools_that_exist() => Refused(
        Make.Problem([Good], Fine with { Current = [new CurrentPlacement("gone", 2), new CurrentPlacement("p", 0), new CurrentPlacement("p", 1)] }),
        "model m: current: found pool gone, which is not in the problem, expected a pool of the problem (leave out what was lost)",
        "model m: current[p].replicas: found 0, expected a whole number from 1 to 1000000",
        "model m: current: found pool p 2 times, expected each pool once");

    [Fact]
    public void A_limit_limits_something() => Refused(
        Make.Problem([Good]) with { Limits = [new Limit { Provider = "aws" }, new Limit { Id = "quota", Gpus = -1, HourlyCost = double.NaN }] },
        "limit [0]: gpus: found neither gpus nor hourlyCost, expected at least one of them",
        "limit quota: gpus: found -1, expected 0 or more",
        "limit quota: hourlyCost: found NaN, expected a number from 0 to 1e12");

    [Fact]
    public void Work_is_not_negative() => Refused(Make.Problem([Good]) with { Work = -1 }, "problem: work: found -1, expected 0 (the default) or more");

    [Fact]
    public void A_great_heap_of_nonsense_is_refused_line_by_line()
    {
        var pools = Enumerable.Range(0, 1000).Select(i => Good with { Id = $"p{i % 500}", Cluster = $"c{i}", Price = double.NaN }).ToList();
        var models = Enumerable.Range(0, 1000).Select(i => Fine with { Id = $"m{i}", Demand = double.NegativeInfinity }).ToArray();
        var error = Assert.Throws<PlacementProblemException>(() => Make.Solve(Make.Problem(pools, models)));
        Assert.Equal(2500, error.Errors.Count);
    }
}
