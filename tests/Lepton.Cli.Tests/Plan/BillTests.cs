using Lepton.Cli.Output;
using Lepton.Cli.Plan;
using Lepton.Operator.Planning;
using Lepton.Operator.Views;
using Lepton.Placement;

namespace Lepton.Cli.Tests.Plan;

public sealed class BillTests
{
    private static readonly Pool Node = new()
    {
        Id = "p",
        Cluster = "c",
        Region = "r",
        Provider = "x",
        Accelerator = "H100",
        GpusPerNode = 8,
        Billing = Billing.PerGpu,
        Price = 10,
    };

    private static readonly Model Two = new() { Id = "m", Demand = 3, Accelerators = [new AcceleratorOption { Name = "H100", Count = 2, Throughput = 1 }] };

    [Theory]
    [InlineData(Billing.PerNode, 0)]
    [InlineData(Billing.PerGpu, 60)]
    [InlineData(Billing.Paid, 0)]
    public void Gpus_of_running_nodes_are_charged_as_their_pool_is_billed(Billing billing, double expected) =>
        Assert.Equal(expected, Cost(Node with { Billing = billing }, Two, 3), 9);

    [Theory]
    [InlineData(Billing.PerNode, 2 * 80)]
    [InlineData(Billing.PerGpu, 3 * 2 * 80)]
    public void Opened_nodes_are_charged_whole_where_nodes_are_billed(Billing billing, double expected) =>
        Assert.Equal(expected, Cost(Node with { Billing = billing, Price = 80 }, Two, 3, opened: 2), 9);

    [Fact]
    public void Cpu_and_memory_are_charged_where_they_have_a_price()
    {
        var cpu = Node with { Accelerator = null, GpusPerNode = 0, Billing = Billing.PerGpu, Price = 0, PricePerCpu = 0.5, PricePerMemoryGiB = 0.25 };
        Assert.Equal(2 * (4 * 0.5 + 8 * 0.25), Cost(cpu, new Model { Id = "m", Demand = 2, Cpu = 4, MemoryGiB = 8 }, 2), 9);
    }

    [Fact]
    public void The_region_is_charged_for_what_is_served_and_no_more()
    {
        var model = Two with { RegionCost = new Dictionary<string, double> { ["r"] = 5 } };
        Assert.Equal(2 * 20 + 2 * 5, Cost(Node, model, 2), 9);
        Assert.Equal(4 * 20 + 3 * 5, Cost(Node, model, 4), 9);
    }

    [Fact]
    public void A_gang_is_charged_its_region_once()
    {
        var gang = Two with { Kind = ModelKind.Training, Demand = null, Replicas = 4, RegionCost = new Dictionary<string, double> { ["r"] = 5 } };
        Assert.Equal(4 * 20 + 5, Cost(Node, gang, 4), 9);
    }

    [Theory]
    [InlineData(123, 100, "+23 %")]
    [InlineData(77, 100, "-23 %")]
    [InlineData(100, 100, "0 %")]
    [InlineData(5, 0, "")]
    public void Money_is_compared_in_percent(double dollars, double reference, string text) => Assert.Equal(text, Money.Against(dollars, reference));

    private static double Cost(Pool pool, Model model, int replicas, int opened = 0) => Bill.Hourly(
        new PlacementProblem { Pools = [pool], Models = [model] },
        new PlacementPlan { Placements = [new ReplicaPlacement("m", "p", replicas, 0)], NewNodes = opened == 0 ? [] : [new NewNodes("p", opened)] });
}
