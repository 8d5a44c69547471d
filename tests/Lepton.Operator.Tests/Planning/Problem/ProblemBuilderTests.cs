using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Problem;

public sealed class ProblemBuilderTests
{
    [Fact]
    public void Demand_price_and_rules_go_into_the_problem()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("m", 3, 4, "strict")).With(Make.Policy("strict", s =>
        {
            s.MaxSpotShare = 0.5;
            s.MinOnDemandReplicas = 1;
            s.Spread = [new SpreadConstraint { Topology = TopologyKind.Region, MinDomains = 2 }];
            s.Objective.StabilityDollarsPerMove = 48;
            s.Rebalance.PaybackPeriod = "24h";
        }));
        fleet["m"].Spec.Resources = new() { Requests = new() { ["cpu"] = "8" }, Limits = new() { ["memory"] = "64Gi" } };
        var model = Assert.Single(Build(fleet).Models);
        Assert.Equal(("ns/m", 3.0, 8.0, 64.0), (model.Id, model.Demand, model.Cpu, model.MemoryGiB));
        Assert.Equal((0.5, 1, 2.0), (model.MaxSpotShare, model.MinOnDemandReplicas, model.MoveCost));
        Assert.Equal((SpreadTopology.Region, 2), (Assert.Single(model.Spread).Topology, model.Spread[0].MinDomains));
        Assert.Equal(("H100", 4, 1.0), (model.Accelerators[0].Name, model.Accelerators[0].Count, model.Accelerators[0].Throughput));
        Assert.Equal(40_000, model.UnplacedPenalty, 6);
    }

    [Fact]
    public void Demand_in_units_keeps_each_types_throughput()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("m"));
        fleet["m"].Spec.Replicas = null;
        fleet["m"].Spec.Demand = new ModelDemand { UnitsPerSecond = 100 };
        fleet["m"].Spec.Accelerators![0].Throughput = 40;
        var model = Assert.Single(Build(fleet).Models);
        Assert.Equal((100.0, 40.0), (model.Demand, model.Accelerators[0].Throughput));
    }

    [Fact]
    public void A_gang_is_whole_and_not_spread()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Gang("t", 4)).With(Make.Policy("default", s =>
            s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MinDomains = 2 }]));
        var model = Assert.Single(Build(fleet).Models);
        Assert.Equal((ModelKind.Training, 4, null), (model.Kind, model.Replicas, model.Demand));
        Assert.Empty(model.Spread);
    }

    [Fact]
    public void What_runs_in_a_silent_cluster_is_not_placed_again()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 12, Make.Node("b"))
            .With(Make.Model("m", 3).At(Make.Placement("gcp", 2))).Health("gcp", MemberHealth.Unreachable, TimeSpan.FromSeconds(10));
        Assert.Equal(1, Assert.Single(Build(fleet).Models).Demand);
    }

    [Fact]
    public void Nothing_wanted_is_no_part_of_the_problem()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("m", 0), Make.Model("n", 1));
        Assert.Equal("ns/n", Assert.Single(Build(fleet).Models).Id);
    }

    [Fact]
    public void Pools_whose_nodes_lack_the_accelerators_own_selector_are_excluded_with_a_reason()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 12, Make.Node("b").Labelled(("nvlink", "full"))).With(Make.Model("m"));
        fleet["m"].Spec.Accelerators![0].NodeSelector = new() { ["nvlink"] = "full" };
        var excluded = Assert.Single(Assert.Single(Build(fleet).Models).ExcludedPools);
        Assert.Equal("aws/H100/OnDemand/h8", excluded.Key);
        Assert.Equal("no node has the labels of accelerators[H100].nodeSelector (nvlink=full)", excluded.Value);
    }

    [Fact]
    public void Replicas_promised_room_keep_it_before_they_have_pods()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).With(Make.Model("old", 1).At(Make.Placement("aws")), Make.Model("new", 1));
        var problem = Build(fleet, "new");
        Assert.Equal(8, problem.Pools.Sum(p => p.Nodes.Sum(n => n.Gpus)));
    }

    [Fact]
    public void Replicas_with_pods_are_not_counted_twice()
    {
        var old = Make.Model("old", 1).At(Make.Placement("aws"));
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 8, Make.Pod(Make.Key(old), 8)), Make.Node("b")).With(old, Make.Model("new", 1));
        Assert.Equal(8, Build(fleet, "new").Pools.Sum(p => p.Nodes.Sum(n => n.Gpus)));
        Assert.Equal(16, Build(fleet, "new", "old").Pools.Sum(p => p.Nodes.Sum(n => n.Gpus)));
    }

    [Fact]
    public void Pods_of_a_placement_that_is_leaving_hold_their_gpus_until_they_are_gone()
    {
        var moving = Make.Model("m", 1).At(Make.Placement("gcp"), Make.Placement("aws", state: PlacementState.Draining));
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 8, Make.Pod(Make.Key(moving), 8))).Cloud("gcp", 5, Make.Node("b")).With(moving);
        Assert.Equal(8, Build(fleet).Pools.Sum(p => p.Nodes.Sum(n => n.Gpus)));
    }

    [Fact]
    public void Limits_are_what_those_who_stay_leave_of_them()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b"))
            .With(Make.Model("old", 1).At(Make.Placement("aws")), Make.Model("new", 1)).With(Make.Policy("default", s => s.Budget = new CostBudget { HourlyCost = 100 }));
        fleet.Providers[0].Spec.Limits = new ProviderLimits { Gpus = 12, HourlyCost = 50 };
        var limits = Build(fleet, "new").Limits;
        var provider = Assert.Single(limits, l => l.Provider == "aws");
        Assert.Equal(("CloudProvider aws spec.limits", 4, 42.0), (provider.Id, provider.Gpus, provider.HourlyCost));
        var policy = Assert.Single(limits, l => l.Provider is null);
        Assert.Equal(("PlacementPolicy default spec.budget", 92.0), (policy.Id, policy.HourlyCost));
        Assert.Equal(["ns/new"], policy.Models);
    }

    [Fact]
    public void A_limit_that_is_used_up_is_none_below_zero()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("old", 1).At(Make.Placement("aws")), Make.Model("new", 1));
        fleet.Providers[0].Spec.Limits = new ProviderLimits { Gpus = 4, HourlyCost = 1 };
        var limit = Assert.Single(Build(fleet, "new").Limits);
        Assert.Equal((0, 0.0), (limit.Gpus, limit.HourlyCost));
    }

    [Fact]
    public void A_budget_of_nothing_still_makes_a_valid_problem()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("m"));
        fleet["m"].Spec.Budget = new CostBudget { HourlyCost = 0 };
        Assert.Empty(ProblemValidator.Validate(Build(fleet)));
    }

    private static PlacementProblem Build(Fleet fleet, params string[] movable)
    {
        var facts = fleet.Facts;
        var standings = fleet.Models.ConvertAll(m => ModelStanding.Of(m, fleet.Snapshot, facts));
        var keys = standings.Where(s => movable.Length == 0 || movable.Contains(s.Key.Name)).Select(s => s.Key).ToHashSet();
        return new ProblemBuilder(facts, standings).Build(keys);
    }
}
