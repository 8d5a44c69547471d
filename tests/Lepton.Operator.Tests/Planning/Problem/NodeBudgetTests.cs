using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning.Problem;

public sealed class NodeBudgetTests
{
    [Fact]
    public void Two_halves_are_no_whole()
    {
        var budget = Of(Make.Node("a", 4, Make.Foreign(2)), Make.Node("b", 4, Make.Foreign(2)));
        Assert.Equal([2, 2], budget.Free.Select(f => f.Gpus));
        Assert.Equal(1, budget.Reserve(1, 4, 0, 0));
        Assert.Equal(0, budget.Reserve(2, 2, 0, 0));
        Assert.Equal([0, 0], budget.Free.Select(f => f.Gpus));
    }

    [Fact]
    public void What_stays_is_taken_off_and_what_moves_is_not()
    {
        var mine = new ModelKey("ns", "m");
        var pool = Make.FleetPool("c", 8, Make.Node("a", 8, Make.Foreign(1, 10, 100), Make.Pod(mine, 4, 20, 200)));
        var free = Assert.Single(NodeBudget.Of(pool, p => p.Model == mine).Free);
        Assert.Equal((7, 86, 900), (free.Gpus, free.Cpu, free.MemoryGiB));
        free = Assert.Single(NodeBudget.Of(pool, _ => false).Free);
        Assert.Equal((3, 66, 700), (free.Gpus, free.Cpu, free.MemoryGiB));
    }

    [Fact]
    public void Closed_nodes_have_no_room() =>
        Assert.Equal(8, Assert.Single(Of(Make.Node("a") with { Ready = false }, Make.Node("b") with { Cordoned = true }, Make.Node("c")).Free).Gpus);

    [Fact]
    public void An_overfull_node_has_nothing_rather_than_less() => Assert.Equal(0, Assert.Single(Of(Make.Node("a", 4, Make.Foreign(6, 200, 2000))).Free).Gpus);

    [Fact]
    public void Room_is_set_aside_on_the_fullest_node_that_holds_it()
    {
        var budget = Of(Make.Node("a"), Make.Node("b", 8, Make.Foreign(6)));
        Assert.Equal(0, budget.Reserve(1, 2, 0, 0));
        Assert.Equal([8, 0], budget.Free.Select(f => f.Gpus));
    }

    [Fact]
    public void Cpu_and_memory_count_too()
    {
        var budget = Of(Make.Node("a"));
        Assert.Equal(1, budget.Reserve(3, 1, 40, 1));
        Assert.Equal(1, Of(Make.Node("a")).Reserve(3, 1, 1, 400));
    }

    [Fact]
    public void A_copy_is_independent()
    {
        var budget = Of(Make.Node("a"));
        budget.Copy().Reserve(1, 8, 0, 0);
        Assert.Equal(8, Assert.Single(budget.Free).Gpus);
    }

    private static NodeBudget Of(params NodeView[] nodes) => NodeBudget.Of(Make.FleetPool("c", nodes[0].Devices[Make.Gpu], nodes), _ => false);
}
