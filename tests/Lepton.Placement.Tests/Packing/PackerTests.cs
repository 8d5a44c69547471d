using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Packing;

public class PackerTests
{
    private static PackResult Pack(Pool pool, bool exact, params (int Gpus, double Cpu, int Count)[] replicas)
    {
        // A model that may want every node, so that none is left out as useless.
        var instance = InstanceBuilder.Build(Make.Problem([pool], Make.Service("m", 1000) with { Cpu = 0, MemoryGiB = 0 }));
        var loads = replicas.Select(r => new Batch(Resources.Need(r.Gpus, r.Cpu, 0), r.Count)).ToList();
        loads.Sort(Batch.Order);
        return new Packer(instance, exact).Pack(instance.Pools[0], loads.ToArray());
    }

    [Fact]
    public void Nothing_needs_nothing() => Assert.Equal(new PackResult(true, 0, true), Pack(Make.Pool("p", 1), false));

    [Fact]
    public void Two_remainders_of_two_do_not_hold_a_four()
    {
        var pool = Make.Pool("p", 1) with { Nodes = [new NodeFree(2, 96, 10), new NodeFree(2, 96, 10)] };
        Assert.Equal(new PackResult(false, 0, true), Pack(pool, false, (4, 1, 1)));
        Assert.True(Pack(pool, false, (2, 1, 2)).Fits);
    }

    [Fact]
    public void Small_replicas_fill_remainders_before_a_node_is_opened()
    {
        var pool = Make.Pool("p", 1, newNodes: 3) with { Nodes = [new NodeFree(5, 96, 10), new NodeFree(4, 96, 10)] };
        Assert.Equal(new PackResult(true, 0, true), Pack(pool, false, (4, 1, 2), (1, 1, 1)));
        Assert.Equal(new PackResult(true, 1, true), Pack(pool, false, (4, 1, 3), (1, 1, 1)));
        Assert.Equal(new PackResult(true, 2, true), Pack(pool, false, (8, 1, 2), (4, 1, 2)));
    }

    [Fact]
    public void A_hundred_thousand_replicas_on_equal_nodes_are_quickly_packed()
    {
        var pool = Make.Pool("p", 1, 0, newNodes: 20_000) with { CpuPerNode = 1e9 };
        var instance = InstanceBuilder.Build(Make.Problem([pool], Make.Service("m", 200_000) with { Cpu = 0, MemoryGiB = 0 }));
        var packer = new Packer(instance, exact: false);
        Assert.Equal(new PackResult(true, 12_501, true), packer.Pack(instance.Pools[0], [new Batch(Resources.Need(1, 0, 0), 100_001)]));
        Assert.Equal(1, packer.Work);
    }

    [Fact]
    public void Replicas_of_one_size_pack_alike_whether_given_together_or_one_by_one()
    {
        var pool = Make.Pool("p", 1, newNodes: 5) with { Nodes = [new NodeFree(5, 20, 10), new NodeFree(4, 96, 10), new NodeFree(8, 9, 10), new NodeFree(8, 96, 10)] };
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var together = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Gpus: random.Next(0, 5), Cpu: (double)random.Next(1, 9), Count: random.Next(1, 12))).DistinctBy(r => (r.Gpus, r.Cpu)).ToArray();
            var apart = together.SelectMany(r => Enumerable.Repeat((r.Gpus, r.Cpu, 1), r.Count)).ToArray();
            Assert.Equal(Pack(pool, false, together), Pack(pool, false, apart));
        }
    }

    [Fact]
    public void VCPU_decides_when_it_is_scarcer()
    {
        var pool = Make.Pool("p", 1, 0, newNodes: 4) with { CpuPerNode = 10 };
        Assert.Equal(new PackResult(true, 3, true), Pack(pool, true, (1, 4, 5)));
    }

    [Fact]
    public void Where_first_fit_fails_the_complete_search_finds_it()
    {
        // Sizes 5 5 4 4 3 3 on nodes of 12: by decreasing size 5+5, 4+4+3, 3; together 5+4+3 twice.
        var pool = Make.Pool("p", 1, 2, gpus: 12) with { Nodes = Enumerable.Repeat(new NodeFree(12, 96, 10), 2).ToList() };
        (int, double, int)[] sizes = [(5, 1, 2), (4, 1, 2), (3, 1, 2)];
        Assert.False(Pack(pool, false, sizes).Fits);
        Assert.Equal(new PackResult(true, 0, true), Pack(pool, true, sizes));
    }

    [Fact]
    public void Powers_of_two_are_always_proven()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var pool = Make.Pool("p", 1, newNodes: random.Next(4)) with { Nodes = Enumerable.Range(0, random.Next(5)).Select(_ => new NodeFree(random.Next(9), 1e6, 10)).ToList() };
            var replicas = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => (1 << random.Next(4), 1.0, 1 + random.Next(4))).ToArray();
            Assert.True(Pack(pool, false, replicas).Proven);
        }
    }

    [Fact]
    public void The_answer_is_that_of_a_complete_search()
    {
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            var pool = Make.Pool("p", 1, gpus: 4, newNodes: random.Next(3)) with
            {
                CpuPerNode = 6,
                Nodes = Enumerable.Range(0, random.Next(4)).Select(_ => new NodeFree(random.Next(5), random.Next(7), 10)).ToList(),
            };
            var replicas = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (random.Next(5), (double)random.Next(5), 1 + random.Next(2))).ToArray();
            var result = Pack(pool, true, replicas);
            var items = replicas.SelectMany(r => Enumerable.Repeat(new ReplicaNeed(r.Item1, r.Item2, 0), r.Item3)).ToList();
            var least = Enumerable.Range(0, pool.NewNodes + 1).Where(n => new Layout(pool, n).Exists(items)).Append(-1).First();
            Assert.True(result.Proven);
            Assert.Equal(least, result.Fits ? result.NewNodes : -1);
        }
    }

    [Fact]
    public void Fractions_of_a_vCPU_add_up_without_rounding()
    {
        var pool = Make.Pool("p", 1) with { Nodes = [new NodeFree(8, 0.8, 10)] };
        Assert.True(Pack(pool, false, (1, 0.1, 8)).Fits);
        Assert.False(Pack(pool, false, (1, 0.101, 8)).Fits);
    }
}
