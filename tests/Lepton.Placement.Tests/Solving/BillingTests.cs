using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Solving;

public class BillingTests
{
    [Fact]
    public void A_node_that_is_opened_is_paid_whole()
    {
        var pool = Make.Pool("p", 32, nodes: 0, billing: Billing.PerNode, newNodes: 3);
        var plan = Make.Solve(Make.Problem([pool], Make.Service("m", 10)));
        Assert.Equal([new NewNodes("p", 2)], plan.NewNodes);
        Assert.Equal(64, plan.Cost, 9);
        Assert.Equal(40, Assert.Single(plan.Placements).HourlyCost, 9);
        Assert.Equal(24, plan.IdleCost, 9);
    }

    [Fact]
    public void What_is_free_on_nodes_paid_whole_costs_nothing_more()
    {
        var pool = Make.Pool("p", 32, nodes: 1, billing: Billing.PerNode, newNodes: 3);
        var plan = Make.Solve(Make.Problem([pool], Make.Service("m", 6)));
        Assert.Empty(plan.NewNodes);
        Assert.Equal(0, plan.Cost, 9);
        Assert.Equal(24, Assert.Single(plan.Placements).HourlyCost, 9);
        Assert.Equal(24, plan.AlreadyPaid, 9);
    }

    [Fact]
    public void A_GPU_by_the_hour_is_paid_on_old_and_new_nodes_alike()
    {
        var pool = Make.Pool("p", 2, nodes: 1, newNodes: 1);
        var plan = Make.Solve(Make.Problem([pool], Make.Service("m", 10)));
        Assert.Equal([new NewNodes("p", 1)], plan.NewNodes);
        Assert.Equal(20, plan.Cost, 9);
        Assert.Equal(0, plan.IdleCost, 9);
    }

    [Fact]
    public void Commitments_are_used_before_anything_is_bought()
    {
        var pools = new[] { Make.Pool("buy", 1, 4), Make.Pool("owned", 0, 1, gpus: 4, billing: Billing.Paid) };
        var plan = Make.Solve(Make.Problem(pools, Make.Service("m", 6)));
        Assert.Equal(["m@buy=2", "m@owned=4"], Make.Where(plan));
        Assert.Equal(2, plan.Cost, 9);
    }

    [Fact]
    public void A_node_is_opened_only_when_sharing_it_pays()
    {
        // One service alone is cheaper by the GPU; eight of them fill a node.
        var pools = new[] { Make.Pool("gpu", 5, 1), Make.Pool("node", 16, 0, billing: Billing.PerNode, newNodes: 1) };
        var few = Make.Solve(Make.Problem(pools, Make.Service("a", 1), Make.Service("b", 1)));
        Assert.All(few.Placements, p => Assert.Equal("gpu", p.Pool));
        Assert.Equal(10, few.Cost, 9);
        var many = Make.Solve(Make.Problem(pools, Enumerable.Range(0, 8).Select(i => Make.Service($"m{i}", 1)).ToArray()));
        Assert.All(many.Placements, p => Assert.Equal("node", p.Pool));
        Assert.Equal(16, many.Cost, 9);
    }

    [Fact]
    public void CPU_only_models_pay_vCPU_and_memory_where_these_are_charged()
    {
        var cpu = new Pool
        {
            Id = "cpu",
            Cluster = "c",
            Region = "r",
            Provider = "aws",
            Billing = Billing.PerGpu,
            PricePerCpu = 0.04,
            PricePerMemoryGiB = 0.005,
            CpuPerNode = 16,
            MemoryGiBPerNode = 64,
            NewNodes = 4,
        };
        var model = new Model { Id = "web", Demand = 6, Cpu = 4, MemoryGiB = 8, UnplacedPenalty = 10 };
        var plan = Make.Solve(Make.Problem([cpu, Make.Pool("gpu", 1)], model));
        Assert.Equal(["web@cpu=6"], Make.Where(plan));
        Assert.Equal(6 * ((4 * 0.04) + (8 * 0.005)), plan.Cost, 9);
        Assert.Equal([new NewNodes("cpu", 2)], plan.NewNodes);
    }

    [Fact]
    public void Cost_is_the_sum_of_its_parts()
    {
        var problem = Fleets.Make(seed: 3, models: 40, clusters: 6, load: 0.8, settled: true);
        var plan = Make.Solve(problem with { Work = 50_000 });
        Assert.Equal(plan.Cost, plan.Placements.Sum(p => p.HourlyCost) + plan.MoveCost + plan.IdleCost - plan.AlreadyPaid, 6);
        Assert.True(plan.IdleCost + plan.AlreadyPaid + plan.MoveCost > 0);
    }
}
