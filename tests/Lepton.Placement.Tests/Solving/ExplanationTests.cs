using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

public class ExplanationTests
{
    private static Candidate Of(PlacementPlan plan, string model, string pool) => plan.Decisions.Single(d => d.Model == model).Candidates.Single(c => c.Pool == pool);

    [Fact]
    public void The_cheapest_possible_is_a_bill_and_holds_no_risk()
    {
        var pool = Make.Pool("spot", 2, 4, gpus: 1, capacityType: CapacityType.Spot) with { ReclaimRate = 0.1 };
        var plan = Make.Solve(Make.Problem([pool], Make.Service("m", 3) with { ReclaimCost = 5 }));
        Assert.Equal(6, Assert.Single(plan.Decisions).CheapestPossibleHourly, 9);
        // The risk is weighed all the same.
        Assert.Equal(7.5, plan.Cost, 9);
    }

    [Fact]
    public void Every_pool_is_a_candidate_with_verdict_reason_and_dollars()
    {
        var pools = new[]
        {
            Make.Pool("gcp-a100", 3.1, provider: "gcp"),
            Make.Pool("aws-a100", 3.875),
            Make.Pool("aws-us", 1, region: "us-east-1"),
            Make.Pool("small", 0.5, 2, gpus: 2) with { Nodes = [new NodeFree(1, 90, 900), new NodeFree(2, 90, 900)] },
            Make.Pool("l4", 0.5, accelerator: "L4"),
        };
        var model = Make.Service("m", 1, gpus: 4) with { Regions = ["gcp-1", "aws-1"] };
        var plan = Make.Solve(Make.Problem(pools, model));
        var decision = Assert.Single(plan.Decisions);
        Assert.Equal(5, decision.Candidates.Count);
        Assert.Equal((12.4, 12.4), (decision.HourlyCost, decision.CheapestPossibleHourly));
        Assert.Equal(new Candidate("gcp-a100", CandidateVerdict.Chosen, "1 replica, $12.40/h", 12.4), Of(plan, "m", "gcp-a100"));
        Assert.Equal(new Candidate("aws-a100", CandidateVerdict.Feasible, "costs $15.50/h, $3.10/h more than gcp-a100", 15.5), Of(plan, "m", "aws-a100"));
        Assert.Equal(new Candidate("aws-us", CandidateVerdict.Excluded, "excluded: region us-east-1 is not in [gcp-1, aws-1]", null), Of(plan, "m", "aws-us"));
        Assert.Equal(new Candidate("small", CandidateVerdict.NoCapacity, "needs 4 GPUs on one node, and the largest remainder is 2", null), Of(plan, "m", "small"));
        Assert.Equal("excluded: accelerator L4 is not in [A100-80GB]", Of(plan, "m", "l4").Reason);
    }

    [Fact]
    public void A_pool_others_have_filled_says_what_is_left_of_it()
    {
        var pools = new[] { Make.Pool("cheap", 1, 1, gpus: 8), Make.Pool("dear", 2, 1, gpus: 8) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("big", 2, gpus: 3, penalty: 100_000) with { Clusters = ["cheap"] }, Make.Service("small", 1, gpus: 4)));
        Assert.Equal(new Candidate("cheap", CandidateVerdict.NoCapacity, "needs 4 GPUs on one node, and the largest remainder is 2 beside the other models", 4), Of(plan, "small", "cheap"));
    }

    [Fact]
    public void Room_for_a_part_is_said()
    {
        var pools = new[] { Make.Pool("few", 1, 1, gpus: 2), Make.Pool("many", 1.5, 2) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 4) with { Spread = [new SpreadRule { Topology = SpreadTopology.Cluster, MinDomains = 1 }], Clusters = ["few", "many"] }));
        Assert.Equal(["m@few=2", "m@many=2"], Make.Where(plan));
        Assert.Equal("2 replicas, $2.00/h", Of(plan, "m", "few").Reason);
        var whole = Make.Solve(Make.Problem(pools, Make.Service("m", 4) with { MoveCost = 5, Current = [new CurrentPlacement("many", 4)] }));
        Assert.Equal("room for 2 of 4 replicas beside the others; costs $4.00/h, $2.00/h less than many", Of(whole, "m", "few").Reason);
    }

    [Fact]
    public void A_cheaper_pool_that_was_not_taken_says_why()
    {
        var pools = new[] { Make.Pool("cheap", 1), Make.Pool("home", 2) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 2) with { MoveCost = 1.5, Current = [new CurrentPlacement("home", 2)] }));
        Assert.Equal("costs $2.00/h, $2.00/h less than home, but the whole plan would cost $1.00/h more ($3.00/h of it for moving)", Of(plan, "m", "cheap").Reason);
    }

    [Fact]
    public void A_pool_whose_node_would_have_to_be_opened_says_what_that_costs()
    {
        var pools = new[] { Make.Pool("gpu", 5), Make.Pool("node", 16, 0, billing: Billing.PerNode, newNodes: 1) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 1)));
        Assert.Equal("costs $2.00/h, $3.00/h less than gpu, but the whole plan would cost $11.00/h more", Of(plan, "m", "node").Reason);
    }

    [Fact]
    public void Spread_rules_that_forbid_a_pool_alone_are_the_reason()
    {
        var pools = new[] { Make.Pool("a", 1), Make.Pool("b", 3), Make.Pool("c", 3, zone: "z") };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 2) with { Spread = [new SpreadRule { Topology = SpreadTopology.Cluster, MinDomains = 2 }] }));
        Assert.Equal(2, plan.Placements.Count);
        // b and c cost the same: either will do beside a.
        var taken = plan.Placements.Single(p => p.Pool != "a").Pool;
        var left = plan.Decisions[0].Candidates.Single(c => c.Verdict == CandidateVerdict.Feasible);
        Assert.NotEqual(taken, left.Pool);
        Assert.Equal($"costs $6.00/h, $2.00/h more than a and {taken}", left.Reason);
    }

    [Fact]
    public void A_limit_that_is_used_up_is_named()
    {
        var pools = new[] { Make.Pool("a", 1, 2), Make.Pool("b", 2, 2, provider: "gcp") };
        var problem = Make.Problem(pools, Make.Service("big", 8, penalty: 5000) with { Providers = ["aws"] }, Make.Service("small", 1)) with { Limits = [new Limit { Id = "quota", Provider = "aws", Gpus = 8 }] };
        Assert.Equal("limit quota is used up by other models", Of(Make.Solve(problem), "small", "a").Reason);
    }

    [Fact]
    public void An_unplaced_model_compares_with_leaving_it()
    {
        var plan = Make.Solve(Make.Problem([Make.Pool("a", 5)], Make.Service("m", 2, penalty: 4)));
        Assert.Equal("costs $10.00/h for all it wants; leaving it unplaced costs $8.00/h", Of(plan, "m", "a").Reason);
    }

    [Fact]
    public void The_cheapest_possible_is_what_the_model_would_pay_alone()
    {
        var pools = new[] { Make.Pool("cheap", 1, 1, gpus: 2), Make.Pool("dear", 2) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("x", 2, penalty: 5000), Make.Service("y", 2)));
        Assert.All(plan.Decisions, d => Assert.Equal(2, d.CheapestPossibleHourly, 9));
        Assert.Equal([2, 4], plan.Decisions.Select(d => d.HourlyCost).Order());
    }

    [Fact]
    public void No_model_costs_less_than_its_cheapest_possible() => Support.Properties.Hold(200, problem =>
    {
        var plan = Make.Solve(problem);
        foreach (var decision in plan.Decisions.Where(d => plan.Unplaced.All(u => u.Model != d.Model)))
        {
            Assert.True(decision.CheapestPossibleHourly <= decision.HourlyCost + 1e-9, $"{decision.Model}: {decision.CheapestPossibleHourly} above {decision.HourlyCost}");
        }
    });

    [Fact]
    public void Every_decision_covers_every_pool_and_every_reason_is_a_text() => Support.Properties.Hold(100, problem =>
    {
        var plan = Make.Solve(problem);
        Assert.Equal(problem.Models.Count, plan.Decisions.Count);
        Assert.All(plan.Decisions, d =>
        {
            Assert.Equal(problem.Pools.Select(p => p.Id).Order(), d.Candidates.Select(c => c.Pool).Order());
            Assert.All(d.Candidates, c => Assert.False(string.IsNullOrWhiteSpace(c.Reason)));
            Assert.Equal(plan.Placements.Where(p => p.Model == d.Model).Select(p => p.Pool).Order(), d.Candidates.Where(c => c.Verdict == CandidateVerdict.Chosen).Select(c => c.Pool).Order());
        });
    });
}
