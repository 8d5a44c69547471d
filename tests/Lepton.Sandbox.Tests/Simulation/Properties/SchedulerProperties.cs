using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation.Properties;

public sealed class SchedulerProperties
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Pods_that_come_and_go_never_overcommit_a_node_and_never_wait_beside_room(int seed)
    {
        var @case = new SchedulingCase(seed);
        await using var cluster = new SimulatedCluster(@case.Definition);
        for (var step = 0; step < 40; step++)
        {
            var present = cluster.Pods();
            if (present.Count > 5 && @case.Draw(3) == 0)
                cluster.Api.Delete(Kinds.Pods, "default", present[@case.Draw(present.Count)].Name);
            else
                cluster.Create(Kinds.Pods, @case.NewPod(priorities: false).Manifest());
            cluster.Run(0.1, () => @case.AssertSound(cluster));
        }

        cluster.Run(5);
        @case.AssertSound(cluster);
        @case.AssertComplete(cluster);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task With_priorities_nobody_waits_for_room_that_less_important_pods_hold(int seed)
    {
        var @case = new SchedulingCase(seed);
        await using var cluster = new SimulatedCluster(@case.Definition);
        for (var step = 0; step < 30; step++)
        {
            cluster.Create(Kinds.Pods, @case.NewPod(priorities: true).Manifest());
            cluster.Run(0.2, () => @case.AssertSound(cluster));
        }

        cluster.Run(20);
        @case.AssertSound(cluster);
        @case.AssertComplete(cluster);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nodes_that_are_lost_and_come_back_break_no_rule(int seed)
    {
        var @case = new SchedulingCase(seed);
        await using var cluster = new SimulatedCluster(@case.Definition);
        var lost = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step < 30; step++)
        {
            cluster.Create(Kinds.Pods, @case.NewPod(priorities: true).Manifest());
            var nodes = cluster.Nodes();
            if (nodes.Count > 0 && @case.Draw(4) == 0)
            {
                var name = nodes[@case.Draw(nodes.Count)].Name;
                await (lost.Add(name) ? cluster.Simulation.Faults.LoseNode(name) : Recover(name));
            }

            cluster.Run(1, () => @case.AssertSound(cluster));
        }

        foreach (var name in lost.ToList())
            await Recover(name);
        cluster.Run(30);
        @case.AssertSound(cluster);
        @case.AssertComplete(cluster);
        Assert.All(cluster.Nodes(), static node => Assert.True(node.Ready));

        Task Recover(string name)
        {
            lost.Remove(name);
            return cluster.Simulation.Faults.RecoverNode(name);
        }
    }
}
