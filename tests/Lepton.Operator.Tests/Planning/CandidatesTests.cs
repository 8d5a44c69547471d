using Lepton.Api.Providers;
using Lepton.Operator.Tests.Support;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning;

/// <summary>What was considered, in the figures of the bill and the names of the fleet.</summary>
public sealed class CandidatesTests
{
    [Fact]
    public void What_was_chosen_costs_what_the_bill_says_where_models_share_a_commitment()
    {
        var fleet = new Fleet().Cloud("aws", 20, Make.Node("a")).Cloud("gcp", 10, Make.Node("c"), Make.Node("d")).With(Make.Model("m"), Make.Model("n"));
        fleet.Providers[1].Spec.Commitments = [new Commitment { Accelerator = "H100", Gpus = 8 }];
        var plan = fleet.Plan();
        foreach (var own in plan.Models.Values)
        {
            Assert.Equal(40, own.HourlyCost, 6);
            var chosen = Assert.Single(own.Candidates, c => c.Verdict == CandidateVerdict.Chosen);
            Assert.Equal(("gcp/H100/OnDemand/h8", "1 replica, $40.00/h", 40.0), (chosen.Pool, chosen.Reason, chosen.HourlyCost!.Value));
        }
    }

    [Fact]
    public void Nodes_that_run_and_nodes_that_are_added_are_one_pool()
    {
        var fleet = new Fleet().Cloud("aws", 20, Make.Node("a"), Make.Node("b")).Cloud("gcp", 10, Make.Node("c")).With(Make.Model("m", 2));
        fleet.Providers[1].Spec.Clusters![0].NodePools = [Make.Pool("more", 3)];
        var own = Fleet.Of(fleet.Plan(), "m");
        var chosen = Assert.Single(own.Candidates, c => c.Verdict == CandidateVerdict.Chosen);
        Assert.Equal(("2 replicas, $160.00/h", 160.0), (chosen.Reason, chosen.HourlyCost!.Value));
        var other = Assert.Single(own.Candidates, c => c.Pool.StartsWith("aws/", StringComparison.Ordinal));
        Assert.Equal("costs $320.00/h, $160.00/h more than gcp/H100/OnDemand/h8", other.Reason);
    }

    [Fact]
    public void The_whole_of_a_model_that_is_divided_costs_more_than_its_part()
    {
        var fleet = new Fleet().Cloud("aws", 20, Make.Node("a")).Cloud("gcp", 10, Make.Node("c")).With(Make.Model("m", 2));
        var chosen = Fleet.Of(fleet.Plan(), "m").Candidates.Where(c => c.Verdict == CandidateVerdict.Chosen).ToList();
        Assert.Equal([("1 replica, $80.00/h", 160.0), ("1 replica, $160.00/h", 320.0)], chosen.Select(c => (c.Reason, c.HourlyCost!.Value)));
    }

    [Fact]
    public void A_place_that_is_paid_for_already_says_so()
    {
        var fleet = new Fleet().Cloud("aws", 20, Make.Node("a")).Cloud("gcp", 10, Make.Node("c")).With(Make.Model("m"));
        foreach (var provider in fleet.Providers)
            provider.Spec.Commitments = [new Commitment { Accelerator = "H100", Gpus = 8 }];
        var candidates = Fleet.Of(fleet.Plan(), "m").Candidates;
        Assert.Equal("1 replica, $0.00/h", candidates.Single(c => c.Verdict == CandidateVerdict.Chosen).Reason);
        Assert.EndsWith("; a commitment pays for it", candidates.Single(c => c.Verdict == CandidateVerdict.Feasible).Reason, StringComparison.Ordinal);
    }

    /// <summary>What a change of prices does to the bill before anything moves.</summary>
    [Fact]
    public void Staying_costs_what_the_prices_of_the_moment_say()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 20, Make.Node("c")).With(Make.Model("m")).Settled().Price("aws", 30);
        var planner = new Lepton.Operator.Planning.FleetPlanner(new PlacementSolver(), new Lepton.Operator.Planning.Pools.PoolPrices(_ => null));
        Assert.Equal(240, Assert.Single(planner.Costs(fleet.Snapshot)).Value, 6);
        Assert.Equal(160, planner.Plan(fleet.Snapshot).Cost, 6);
    }
}
