using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class PreemptionTests
{
    [Fact]
    public async Task A_more_important_pod_takes_the_place_of_as_few_as_possible()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        Run(cluster, "a", "3500m", 10, "member-cpu-0");
        Run(cluster, "b", "1800m", 5, "member-cpu-1");
        Run(cluster, "c", "1800m", 5, "member-cpu-1");
        cluster.Run(3);

        Run(cluster, "vip", "1500m", 100);
        var waiting = cluster.Pod("vip");
        Assert.Equal("0/2 nodes are available: 2 Insufficient cpu.", waiting.Condition("PodScheduled").Text("message"));
        Assert.Equal("member-cpu-1", waiting.Status.Text("nominatedNodeName"));
        var victim = cluster.Pods().Single(static pod => pod.Deleting);
        Assert.Equal("PreemptionByScheduler", victim.Condition("DisruptionTarget").Text("reason"));
        Assert.Equal("member-cpu-1", victim.NodeName);

        cluster.Run(3);
        Assert.Equal("member-cpu-1", cluster.Pod("vip").NodeName);
        Assert.Equal(3, cluster.Pods().Count);
        Assert.NotNull(cluster.Find(Kinds.Pods, "a"));
    }

    [Theory]
    [InlineData(10, "PreemptLowerPriority", "no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.")]
    [InlineData(100, "Never", "no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.")]
    public async Task Nobody_is_ended_for_an_equal_or_for_one_that_does_not_preempt(int priority, string policy, string message)
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        Run(cluster, "a", "3500m", 10);
        cluster.Run(3);
        cluster.Create(Kinds.Pods, Manifests.Pod("late", cpu: "3", spec: spec =>
        {
            spec["priority"] = priority;
            spec["preemptionPolicy"] = policy;
        }));
        cluster.Run(5);
        Assert.Equal("0/1 nodes are available: 1 Insufficient cpu. " + message, cluster.Pod("late").Condition("PodScheduled").Text("message"));
        Assert.Equal("Running", cluster.Pod("a").Phase);
    }

    [Fact]
    public async Task The_priority_of_a_class_counts_when_nobody_wrote_it_into_the_pod()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var priorityClass = Manifests.Named("PriorityClass", "models", "scheduling.k8s.io/v1");
        priorityClass["value"] = 1000;
        cluster.Create(Kinds.PriorityClasses, priorityClass);
        cluster.Create(Kinds.Pods, Manifests.Pod("plain", cpu: "3"));
        cluster.Run(3);
        cluster.Create(Kinds.Pods, Manifests.Pod("vip", cpu: "3", spec: static spec => spec["priorityClassName"] = "models"));
        cluster.Run(3);
        Assert.Equal("Running", cluster.Pod("vip").Phase);
        Assert.Null(cluster.Find(Kinds.Pods, "plain"));
    }

    [Fact]
    public async Task Nobody_is_ended_when_that_would_not_make_enough_room()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        Run(cluster, "small", "500m", 1);
        Run(cluster, "peer", "2", 100);
        cluster.Run(3);
        Run(cluster, "late", "3", 100);
        cluster.Run(3);
        Assert.Null(cluster.Pod("late").NodeName);
        Assert.Equal("Running", cluster.Pod("small").Phase);
    }

    [Fact]
    public async Task While_victims_end_no_more_are_chosen()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromSeconds(30) });
        Run(cluster, "first", "1800m", 1);
        Run(cluster, "second", "1800m", 2);
        cluster.Run(3);
        Run(cluster, "vip", "1500m", 100);
        cluster.Run(5);

        // Something else changes meanwhile: the Pod is tried again and stays nominated.
        cluster.Change(Kinds.Nodes, "member-cpu-0", static node => node.Ensure("metadata").Ensure("labels")["touched"] = "yes", null);
        cluster.Run(5);
        Assert.True(cluster.Pod("first").Deleting);
        Assert.False(cluster.Pod("second").Deleting);
        Assert.EndsWith("not eligible due to a terminating pod on the nominated node.", cluster.Pod("vip").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
        cluster.Run(30);
        Assert.Equal("Running", cluster.Pod("vip").Phase);
        Assert.Equal("Running", cluster.Pod("second").Phase);
    }

    [Fact]
    public async Task Pods_a_budget_protects_are_ended_only_where_nothing_else_helps()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, cpu: "3", spec: static spec => SchedulerTests.PinTo(spec.Object("template").Object("spec")!, "member-cpu-0")));
        cluster.Create(Kinds.PodDisruptionBudgets, DisruptionTests.Budget("minAvailable", "1"));
        Run(cluster, "dear", "3", 50, "member-cpu-1");
        cluster.Run(3);

        // The protected Pod is the less important one; still it is the other that goes.
        Run(cluster, "vip", "3", 100);
        cluster.Run(3);
        Assert.Equal("member-cpu-1", cluster.Pod("vip").NodeName);
        Assert.Null(cluster.Find(Kinds.Pods, "dear"));
        Assert.True(cluster.Pods("web").Single().Ready);

        // The budget does not save it when it is the only one left to go.
        Run(cluster, "vip2", "3", 100);
        cluster.Run(3);
        Assert.Equal("member-cpu-0", cluster.Pod("vip2").NodeName);
    }

    [Fact]
    public async Task Fewer_victims_win_with_negative_priorities_too()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        Run(cluster, "a", "1800m", -10, "member-cpu-0");
        Run(cluster, "b", "1800m", -10, "member-cpu-0");
        Run(cluster, "c", "3500m", -10, "member-cpu-1");
        cluster.Run(3);
        Run(cluster, "vip", "3500m", 0);
        cluster.Run(3);
        Assert.Equal("member-cpu-1", cluster.Pod("vip").NodeName);
        Assert.NotNull(cluster.Find(Kinds.Pods, "a"));
        Assert.NotNull(cluster.Find(Kinds.Pods, "b"));
    }

    [Fact]
    public async Task Nobody_is_ended_where_a_topology_rule_would_keep_the_pod_out_all_the_same()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        Run(cluster, "small", "2", 1);
        Run(cluster, "peer", "500m", 100);
        cluster.Run(3);
        cluster.Create(Kinds.Pods, Manifests.Pod("vip", cpu: "3", spec: static spec =>
        {
            spec["priority"] = 100;
            spec["affinity"] = SchedulerTests.PodTerms("podAntiAffinity", "app", "peer");
        }));
        cluster.Run(5);
        Assert.Null(cluster.Pod("vip").NodeName);
        Assert.Equal("Running", cluster.Pod("small").Phase);
    }

    [Fact]
    public async Task A_less_important_neighbour_is_ended_when_it_is_what_the_pod_keeps_away_from()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        Run(cluster, "loud", "100m", 1);
        cluster.Run(3);
        cluster.Create(Kinds.Pods, Manifests.Pod("vip", spec: static spec =>
        {
            spec["priority"] = 100;
            spec["affinity"] = SchedulerTests.PodTerms("podAntiAffinity", "app", "loud");
        }));
        cluster.Run(5);
        Assert.Equal("Running", cluster.Pod("vip").Phase);
        Assert.Null(cluster.Find(Kinds.Pods, "loud"));
    }

    [Fact]
    public async Task Room_made_for_one_is_not_given_to_a_less_important_one_meanwhile()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromSeconds(30), Jitter = 0 });
        cluster.Create(Kinds.Pods, Manifests.Pod("quick", cpu: "1800m", spec: static spec => spec["terminationGracePeriodSeconds"] = 2));
        cluster.Create(Kinds.Pods, Manifests.Pod("slow", cpu: "1800m", spec: static spec => spec["terminationGracePeriodSeconds"] = 20));
        cluster.Run(3);
        Run(cluster, "vip", "3500m", 100);
        cluster.Run(5);
        Assert.Null(cluster.Find(Kinds.Pods, "quick"));

        // Half of the room is free; who comes now is less important and has to wait.
        Run(cluster, "late", "1500m", 50);
        cluster.Run(5);
        Assert.Null(cluster.Pod("late").NodeName);
        cluster.Run(20);
        Assert.Equal("member-cpu-0", cluster.Pod("vip").NodeName);
        Assert.Null(cluster.Pod("late").NodeName);
    }

    private static void Run(SimulatedCluster cluster, string name, string cpu, int priority, string? node = null) => cluster.Create(Kinds.Pods, Manifests.Pod(name, cpu, spec: spec =>
    {
        spec["priority"] = priority;
        if (node is not null)
            SchedulerTests.PinTo(spec, node);
    }));
}
