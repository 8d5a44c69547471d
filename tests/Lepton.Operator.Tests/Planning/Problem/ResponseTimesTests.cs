using Lepton.Api.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Problem;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Problem;

public sealed class ResponseTimesTests
{
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).With(Make.Model("m")).With(Make.Policy("default", s => s.Objective.LatencyDollarsPerMillisecond = 0.01));

    public ResponseTimesTests()
    {
        _fleet["m"].Spec.Replicas = null;
        _fleet["m"].Spec.Demand = new ModelDemand { UnitsPerSecond = 6 };
        (_fleet["m"].Spec.Accelerators![0].Throughput, _fleet["m"].Spec.Accelerators![0].ServiceRate) = (3, 5);
    }

    [Fact]
    public void The_policys_lambda_is_spread_over_the_demand()
    {
        var model = Assert.Single(Built().Models);
        Assert.Equal(0.01 * 1000 / 6, model.ResponseCost, 9);
        Assert.Equal(5, model.Accelerators[0].ServiceRate);
    }

    [Fact]
    public void The_problem_the_bill_and_the_plan_agree_on_what_it_is_worth()
    {
        // Two replicas with three units each stay 1/(5 − 3) = 0.5 s: 500 ms at a cent each.
        Assert.Equal(5, ResponseTimes.Hourly(_fleet["m"], Policy, "H100", 2), 9);
        var problem = Built();
        var plan = new PlacementSolver().Solve(problem);
        Assert.Equal(plan.Cost, Bill.Hourly(problem, plan) - plan.IdleCost, 6);
        Assert.Equal(5, plan.Placements.Sum(p => p.HourlyCost) - (2 * 10 * _fleet["m"].Spec.Accelerators![0].Count), 6);
    }

    [Fact]
    public void Without_a_demand_a_lambda_or_the_rate_of_every_type_nobody_waits()
    {
        Assert.Equal(0, ResponseTimes.PerUnitSecond(_fleet["m"], Make.Policy("none")));
        _fleet["m"].Spec.Accelerators!.Add(new ModelAccelerator { Name = "L4", Throughput = 1 });
        Assert.Equal(0, ResponseTimes.PerUnitSecond(_fleet["m"], Policy));
        Assert.All(Built().Models[0].Accelerators, a => Assert.Null(a.ServiceRate));
        _fleet["m"].Spec.Accelerators!.RemoveAt(1);
        (_fleet["m"].Spec.Demand, _fleet["m"].Spec.Replicas) = (null, 2);
        Assert.Equal(0, ResponseTimes.PerUnitSecond(_fleet["m"], Policy));
    }

    private Lepton.Api.Policies.PlacementPolicy Policy => Make.Policy("default", s => s.Objective.LatencyDollarsPerMillisecond = 0.01);

    private PlacementProblem Built()
    {
        var facts = _fleet.Facts;
        var standings = _fleet.Models.ConvertAll(m => ModelStanding.Of(m, _fleet.Snapshot, facts));
        return new ProblemBuilder(facts, standings).Build(standings.Select(s => s.Key).ToHashSet());
    }
}
