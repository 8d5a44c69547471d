using Lepton.Placement.Core;
using Lepton.Placement.Packing;

namespace Lepton.Placement.Tests.Packing;

/// <summary>Equal nodes cost no more than one, however many replicas were put on them one by one.</summary>
public sealed class EqualNodesTests
{
    [Fact]
    public void Replicas_placed_one_by_one_leave_as_many_kinds_of_nodes_as_there_are_remainders()
    {
        var nodes = Nodes(existing: 200, opened: 0);
        for (var i = 0; i < 801; i++)
            Assert.True(nodes.Place(Resources.Need(1, 1, 1), 1));
        // Best fit fills one node after the other: full ones, one begun, untouched ones.
        Assert.Equal([0, 7, 8], nodes.Free().Select(f => f.Gpus).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    public void It_makes_no_difference_whether_replicas_come_together_or_one_by_one(int count)
    {
        var (together, alone) = (Nodes(existing: 5, opened: 3), Nodes(existing: 5, opened: 3));
        Assert.True(together.Place(Resources.Need(1, 2, 4), count));
        for (var i = 0; i < count; i++)
            Assert.True(alone.Place(Resources.Need(1, 2, 4), 1));
        Assert.Equal(together.Free().OrderBy(f => f.Gpus), alone.Free().OrderBy(f => f.Gpus));
        Assert.Equal(together.Opened, alone.Opened);
        Assert.Equal(together.Further(Resources.Need(1, 2, 4)), alone.Further(Resources.Need(1, 2, 4)));
        Assert.Equal(64 - count, alone.Further(Resources.Need(1, 2, 4)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_when_everything_is_full()
    {
        var nodes = Nodes(existing: 2, opened: 1);
        Assert.True(nodes.Place(Resources.Need(4, 1, 1), 5));
        Assert.True(nodes.Place(Resources.Need(1, 1, 1), 4));
        Assert.False(nodes.Place(Resources.Need(1, 1, 1), 1));
        Assert.Equal(1, nodes.Opened);
    }

    private static NodeSet Nodes(int existing, int opened)
    {
        var problem = new PlacementProblem
        {
            Pools =
            [
                new Pool
                {
                    Id = "p", Cluster = "c", Region = "r", Provider = "x", Accelerator = "H100", Billing = Billing.PerGpu, Price = 1,
                    GpusPerNode = 8, CpuPerNode = 64, MemoryGiBPerNode = 512, NewNodes = opened,
                    Nodes = [.. Enumerable.Range(0, existing).Select(_ => new NodeFree(8, 64, 512))],
                },
            ],
            Models = [new Model { Id = "m", Demand = 1_000, Accelerators = [new AcceleratorOption { Name = "H100", Count = 1, Throughput = 1 }], Cpu = 1, MemoryGiB = 1 }],
        };
        var nodes = new NodeSet();
        nodes.Reset(InstanceBuilder.Build(problem).Pools[0]);
        return nodes;
    }
}
