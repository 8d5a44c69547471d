using Lepton.Api.Models;
using Lepton.Cli.Simulate.World;
using Lepton.Operator.State;

namespace Lepton.Cli.Tests.Simulate;

public sealed class WorldTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_statuses_ask_for_no_machine_holds_more_than_it_has(int seed)
    {
        var random = new Random(seed);
        var input = SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 10), SmallFleet.Model("b", 10, gpus: 2), SmallFleet.Model("c", 10, gpus: 4)]);
        var world = new SimWorld(input);
        var models = input.Models.ToList();
        models.ForEach(model => model.Status = new LeptonModelStatus());
        var pools = new[] { "west/L4/OnDemand/box", "west/L4/Spot/box", "east/L4/OnDemand/box" };
        for (var now = 0.0; now < 30; now += 0.5)
        {
            var model = models[random.Next(3)];
            model.Status!.Placements = pools.Where(_ => random.Next(2) == 0).Select(pool => Placement(pool, model, random.Next(0, 12))).ToList();
            var cluster = world.Find(random.Next(2) == 0 ? "west" : "east")!;
            cluster.Reachable = random.Next(5) > 0;
            if (random.Next(6) == 0 && cluster.Pools.SelectMany(pool => pool.Nodes).FirstOrDefault() is { } node)
                world.Lose(node);
            world.Tend(now);
            models.ForEach(each => world.Apply(each, now));
            world.Schedule(now);
            AssertSound(world);
        }

        // Left alone, everything that fits runs, and nobody else does.
        foreach (var cluster in world.Clusters)
            cluster.Reachable = true;
        models.ForEach(model => model.Status!.Placements = [Placement("west/L4/OnDemand/box", model, 1)]);
        for (var now = 30.0; now < 33; now += 0.25)
        {
            world.Tend(now);
            models.ForEach(each => world.Apply(each, now));
            world.Schedule(now);
            AssertSound(world);
        }

        Assert.All(models, model => Assert.True(Assert.Single(world.Of(Key(model))).ReadyNow(33)));
        Assert.DoesNotContain(world.Find("east")!.Pools.SelectMany(pool => pool.Nodes), node => node.Slot >= node.Pool.Definition.Count);
    }

    [Fact]
    public void A_cluster_that_is_out_of_reach_is_seen_as_it_was()
    {
        var input = SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 10)]);
        var world = new SimWorld(input);
        var west = world.Find("west")!;
        Assert.Single(west.See(0, Clock).Nodes);
        west.Reachable = false;
        west.Since = 5;
        world.Lose(west.Pools[0].Nodes.Single());
        var seen = west.See(6, Clock);
        Assert.Equal((MemberHealth.Unreachable, Clock(5), 1), (seen.Health, seen.Since, seen.Nodes.Count));
        west.Reachable = true;
        Assert.Empty(west.See(7, Clock).Nodes);
    }

    [Fact]
    public void Gpus_that_fail_put_back_the_youngest_who_no_longer_fits()
    {
        var input = SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 10)]);
        var world = new SimWorld(input);
        var model = input.Models[0];
        model.Status = new LeptonModelStatus { Placements = [Placement("west/L4/OnDemand/box", model, 4)] };
        world.Apply(model, 0);
        world.Schedule(0);
        var node = world.Find("west")!.Pools[0].Nodes.Single();
        SimWorld.FailGpus(node, 2, 1);
        Assert.Equal([0, 1], node.Replicas.Select(replica => replica.Number));
        Assert.Equal(2, world.Of(Key(model)).Count(replica => replica.Node is null));
        SimWorld.FailGpus(node, -2, 2);
        Assert.Equal(2, node.FreeGpus);
    }

    [Fact]
    public void Data_is_copied_once_into_a_cluster_where_it_is_not_stored_and_is_gone_with_the_last_replica()
    {
        // 360 GiB at 0.1 GiB/s: an hour.
        var input = SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 20)]) with { DataGiBPerSecond = 0.1 };
        var world = new SimWorld(input);
        var model = input.Models[0];
        model.Spec.Dataset = new ModelDataset { Provider = "dear", Region = "r-east", SizeGiB = 360 };
        var start = input.StartHours(model, cpuOnly: false);
        Run(0, Placement("west/L4/OnDemand/box", model, 1));
        Assert.Equal(1 + start, Assert.Single(world.Of(Key(model))).ReadyAt, 9);

        // A second one half an hour later waits for the same copy; where the data is nobody waits.
        Run(0.5, Placement("west/L4/OnDemand/box", model, 2));
        Assert.All(world.Of(Key(model)), replica => Assert.Equal(1 + start, replica.ReadyAt, 9));
        Run(3, Placement("west/L4/OnDemand/box", model, 3));
        Assert.Equal(3 + start, world.Of(Key(model)).Max(replica => replica.ReadyAt), 9);
        Run(4, Placement("east/L4/OnDemand/box", model, 1));
        Assert.Equal(4 + input.NodeHours + start, Assert.Single(world.Of(Key(model))).ReadyAt, 9);

        // It left west: coming back it is copied again.
        Run(5, Placement("west/L4/OnDemand/box", model, 1));
        Assert.Equal(6 + start, Assert.Single(world.Of(Key(model))).ReadyAt, 9);

        void Run(double now, ModelPlacement placement)
        {
            model.Status = new LeptonModelStatus { Placements = [placement] };
            world.Apply(model, now);
            world.Schedule(now);
        }
    }

    private static void AssertSound(SimWorld world)
    {
        foreach (var node in world.Clusters.SelectMany(cluster => cluster.Pools).SelectMany(pool => pool.Nodes))
        {
            Assert.True(node.FreeGpus >= 0);
            Assert.True(node.FreeCpu >= 0);
            Assert.True(node.Slot < Math.Max(node.Pool.Definition.Count, node.Pool.Definition.MaxNodes));
            Assert.All(node.Replicas, replica => Assert.True(node.Pool.Serves(replica.Pool, node.Slot)));
        }
    }

    private static ModelKey Key(LeptonModel model) => new(model.Metadata.Namespace!, model.Metadata.Name!);

    private static DateTimeOffset Clock(double hours) => DateTimeOffset.UnixEpoch.AddHours(hours);

    private static ModelPlacement Placement(string pool, LeptonModel model, int replicas) => new()
    {
        Provider = pool.StartsWith("west", StringComparison.Ordinal) ? "cheap" : "dear",
        Cluster = pool.Split('/')[0],
        Pool = pool,
        Accelerator = "L4",
        AcceleratorCount = model.Spec.Accelerators![0].Count,
        Replicas = replicas,
    };
}
