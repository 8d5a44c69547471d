using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

public class LimitTests
{
    private static readonly Pool[] Two = [Make.Pool("a", 1, 2), Make.Pool("b", 2, 2, provider: "gcp")];

    [Fact]
    public void A_GPU_limit_counts_GPUs_by_the_hour()
    {
        var problem = Make.Problem(Two, Make.Service("m", 6, gpus: 2)) with { Limits = [new Limit { Provider = "aws", Gpus = 7 }] };
        Assert.Equal(["m@a=3", "m@b=3"], Make.Where(Make.Solve(problem)));
    }

    [Fact]
    public void A_GPU_limit_counts_opened_nodes_whole_and_free_GPUs_of_running_nodes_not()
    {
        var pool = Make.Pool("a", 8, 1, billing: Billing.PerNode, newNodes: 5);
        var problem = Make.Problem([pool, Two[1]], Make.Service("m", 30)) with { Limits = [new Limit { Provider = "aws", Gpus = 15 }] };
        var plan = Make.Solve(problem);
        Assert.Equal([new NewNodes("a", 1)], plan.NewNodes);
        Assert.Equal(["m@a=16", "m@b=14"], Make.Where(plan));
    }

    [Fact]
    public void A_cost_limit_holds_over_a_provider()
    {
        var problem = Make.Problem(Two, Make.Service("m", 8)) with { Limits = [new Limit { Provider = "aws", HourlyCost = 5.5 }] };
        Assert.Equal(["m@a=5", "m@b=3"], Make.Where(Make.Solve(problem)));
    }

    [Fact]
    public void A_limit_over_models_is_their_common_budget()
    {
        var problem = Make.Problem([Two[0]], Make.Service("x", 4, penalty: 10), Make.Service("y", 4, penalty: 20), Make.Service("z", 4, penalty: 5)) with
        {
            Limits = [new Limit { Id = "team", Models = ["x", "y"], HourlyCost = 6 }],
        };
        var plan = Make.Solve(problem);
        Assert.Equal(["x@a=2", "y@a=4", "z@a=4"], Make.Where(plan));
        Assert.Contains("limit team is used up: $6.00/h of $6.00/h", Assert.Single(plan.Unplaced).Reasons);
    }

    [Theory]
    [InlineData("H100", null, 4)]
    [InlineData("A100-80GB", null, 8)]
    [InlineData(null, CapacityType.Spot, 8)]
    [InlineData(null, CapacityType.OnDemand, 4)]
    public void A_limit_counts_only_what_it_names(string? accelerator, CapacityType? type, int placed)
    {
        var pool = Make.Pool("a", 1, 1, accelerator: "H100");
        var limit = new Limit { Accelerator = accelerator, CapacityTypes = type is { } t ? [t] : null, Gpus = 4 };
        var plan = Make.Solve(Make.Problem([pool], Make.Service("m", 8, accelerator: "H100")) with { Limits = [limit] });
        Assert.Equal(placed, Assert.Single(plan.Placements).Replicas);
    }

    [Fact]
    public void A_limit_of_nothing_leaves_nothing()
    {
        var plan = Make.Solve(Make.Problem([Two[0]], Make.Service("m", 2)) with { Limits = [new Limit { Id = "frozen", Region = "aws-1", Gpus = 0 }] });
        Assert.Empty(plan.Placements);
        Assert.Equal(["cluster a: limit frozen leaves no room for one replica"], plan.Unplaced[0].Reasons);
    }
}
