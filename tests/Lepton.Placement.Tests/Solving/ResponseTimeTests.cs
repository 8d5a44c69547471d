using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

/// <summary>Cost + λ · response time: what the queue of a replica at its load is worth.</summary>
public class ResponseTimeTests
{
    private static readonly Pool[] Pools = [Make.Pool("slow", 1, accelerator: "L4"), Make.Pool("fast", 2.5, accelerator: "H100")];

    private static Model Model(double lambda) => Make.Service("m", 6) with
    {
        ResponseCost = lambda,
        Accelerators = [new AcceleratorOption { Name = "L4", Throughput = 2, ServiceRate = 2.5 }, new AcceleratorOption { Name = "H100", Throughput = 6, ServiceRate = 10 }],
    };

    [Fact]
    public void Where_waiting_costs_nothing_the_cheapest_is_taken() => Assert.Equal(["m@fast=1"], Make.Where(Make.Solve(Make.Problem([Pools[0], Pools[1]], Model(0)))));

    [Fact]
    public void Its_cost_is_that_of_the_queue_at_the_load()
    {
        // Six units over one replica that could serve ten: each stays 1/(10 − 6) s; six units · 0.25 s · $0.4 = $0.6 beside $2.5.
        var plan = Make.Solve(Make.Problem([Pools[1]], Model(0.4)));
        Assert.Equal(3.1, plan.Cost, 9);
        // Over three replicas of 2.5: two units each stay 1/(2.5 − 2) = 2 s; 3 · (1 + 2 · 2 · 0.4) = 7.8.
        plan = Make.Solve(Make.Problem([Pools[0]], Model(0.4)));
        Assert.Equal(7.8, plan.Cost, 9);
    }

    [Fact]
    public void A_demand_that_does_not_divide_is_spread_evenly()
    {
        // Five units over three replicas of two: 5/3 each, not two, two and one. 3 · (1 + 0.4 · (5/3) / (2.5 − 5/3)) = 5.4.
        var plan = Make.Solve(Make.Problem([Pools[0]], Model(0.4) with { Demand = 5 }));
        Assert.Equal(5.4, plan.Cost, 9);
    }

    [Theory]
    [InlineData(0.001, "m@slow=3")]
    [InlineData(0.1, "m@fast=1")]
    public void What_answers_sooner_is_worth_its_price_from_some_lambda_on(double lambda, string expected)
    {
        // Alone 3 against 3.5; the queues take 2 s and 0.25 s: they cost the same at 6 · 1.75 · λ = 0.5.
        var pools = new[] { Pools[0], Pools[1] with { Price = 3.5 } };
        var problem = Make.Problem(pools, Model(lambda));
        var plan = Make.Solve(problem);
        Assert.Equal([expected], Make.Where(plan));
        Assert.True(PlanVerifier.Verify(problem, plan).Holds);
        Assert.Equal(plan.Cost, plan.Bound, 5);
    }

    [Fact]
    public void It_is_on_no_bill()
    {
        var plan = Make.Solve(Make.Problem([Pools[1]], Model(0.4)));
        Assert.Equal(2.5, plan.Decisions[0].CheapestPossibleHourly, 9);
    }

    [Fact]
    public void A_queue_must_be_known_and_able_to_empty()
    {
        Refused(Model(1) with { Accelerators = [new AcceleratorOption { Name = "L4", Throughput = 2 }] }, "model m: accelerators[0].serviceRate: found nothing, expected a number above throughput, because responseCost is given");
        Refused(
            Model(1) with { Accelerators = [new AcceleratorOption { Name = "L4", Throughput = 2, ServiceRate = 2 }] },
            "model m: accelerators[0].serviceRate: found 2, expected a finite number above the throughput of 2 (a queue that is given all it can serve grows for ever)");
        Refused(Model(1) with { Kind = ModelKind.Training }, "model m: responseCost: found 1, expected 0: only inference on accelerators has a queue");
    }

    private static void Refused(Model model, string message) => Assert.Contains(message, Assert.Throws<PlacementProblemException>(() => Make.Solve(Make.Problem(Pools, model))).Errors);
}
