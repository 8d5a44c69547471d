using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

public class FirstSteps
{
    [Fact]
    public void An_empty_problem_has_an_empty_plan()
    {
        var plan = Make.Solve(new PlacementProblem());
        Assert.Empty(plan.Placements);
        Assert.Equal((0, 0, 0, 0), (plan.Cost, plan.Penalty, plan.Bound, plan.Gap));
    }

    [Fact]
    public void A_service_goes_where_it_is_cheapest()
    {
        var plan = Make.Solve(Make.Problem([Make.Pool("dear", 4), Make.Pool("cheap", 2)], Make.Service("a", 3, gpus: 2)));
        Assert.Equal(["a@cheap=3"], Make.Where(plan));
        Assert.Equal(12, plan.Cost, 9);
        Assert.Equal(12, plan.Bound, 6);
        Assert.Equal(0, plan.Gap, 6);
    }

    [Fact]
    public void What_does_not_fit_the_cheapest_goes_to_the_next()
    {
        var plan = Make.Solve(Make.Problem([Make.Pool("cheap", 2, gpus: 4), Make.Pool("dear", 4)], Make.Service("a", 3, gpus: 2)));
        Assert.Equal(["a@cheap=2", "a@dear=1"], Make.Where(plan));
        Assert.Equal(16, plan.Cost, 9);
    }

    [Fact]
    public void Four_GPUs_do_not_fit_two_remainders_of_two()
    {
        var pool = Make.Pool("p", 2, gpus: 8) with { Nodes = [new NodeFree(2, 90, 900), new NodeFree(2, 90, 900)] };
        var plan = Make.Solve(Make.Problem([pool], Make.Service("a", 1, gpus: 4)));
        Assert.Empty(plan.Placements);
        var unplaced = Assert.Single(plan.Unplaced);
        Assert.Equal(1, unplaced.Missing);
        Assert.Contains("needs 4 GPUs on one node, and the largest remainder is 2", string.Join("\n", unplaced.Reasons));
        Assert.Equal(1000, plan.Penalty);
    }
}
