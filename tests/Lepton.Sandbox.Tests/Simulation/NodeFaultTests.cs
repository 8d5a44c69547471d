using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class NodeFaultTests
{
    [Fact]
    public async Task A_lost_node_becomes_unknown_tainted_and_its_pods_are_replaced()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 4));
        cluster.Run(3);
        Assert.Equal(2, On("member-cpu-0").Count);

        await cluster.Simulation.Faults.LoseNode("member-cpu-0");
        cluster.Run(0.9);
        Assert.True(Node().Ready);
        cluster.Run(0.2);
        Assert.Equal("Unknown", Node().Condition("Ready").Text("status"));
        Assert.Equal("Kubelet stopped posting node status.", Node().Condition("Ready").Text("message"));
        Assert.Equal(["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"], Node().Taints.Select(static taint => $"{taint.Key}:{taint.Effect}"));
        Assert.All(On("member-cpu-0"), static pod => Assert.False(pod.Ready));

        cluster.Run(5);
        Assert.All(On("member-cpu-0"), static pod =>
        {
            Assert.True(pod.Deleting);
            Assert.Equal("DeletionByTaintManager", pod.Condition("DisruptionTarget").Text("reason"));
        });
        Assert.Equal(4, On("member-cpu-1").Count(static pod => pod.Ready));

        // The kubelet is back: it ends what was to be deleted, and the node is as before.
        await cluster.Simulation.Faults.RecoverNode("member-cpu-0");
        cluster.Run(3);
        Assert.Empty(On("member-cpu-0"));
        Assert.True(Node().Ready);
        Assert.Empty(Node().Taints);
        Assert.Equal(4, cluster.Pods("web").Count);

        NodeView Node() => cluster.Nodes().Single(static node => node.Name == "member-cpu-0");
        List<PodView> On(string node) => cluster.Pods("web").Where(pod => pod.NodeName == node).ToList();
    }

    [Fact]
    public async Task A_node_that_comes_back_before_its_pods_are_evicted_has_them_ready_again()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { SystemPods = false, TolerationCap = TimeSpan.FromMinutes(5) });
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        await cluster.Simulation.Faults.LoseNode("member-cpu-0");
        cluster.Run(10);
        Assert.All(cluster.Pods("web"), static pod => Assert.False(pod.Ready));
        await cluster.Simulation.Faults.RecoverNode("member-cpu-0");
        cluster.Run(1);
        Assert.All(cluster.Pods("web"), static pod => Assert.True(pod.Ready));
        Assert.Equal(2, cluster.Get(Kinds.Deployments, "web").Status.Number("availableReplicas"));
    }

    [Theory]
    [InlineData(CloudKind.AWS, "aws-node-termination-handler/spot-itn")]
    [InlineData(CloudKind.Azure, "remediator.kubernetes.azure.com/unschedulable")]
    [InlineData(CloudKind.GCP, "cloud.google.com/impending-node-termination")]
    public async Task A_reclaimed_node_is_drained_with_the_notice_and_gone_after_it(CloudKind cloud, string taint)
    {
        var definition = SimulatedCluster.Mixed(new NodePoolDefinition("cpu", "cpu4") { Count = 2, MaxNodes = 2 }) with { Provider = cloud };
        await using var cluster = new SimulatedCluster(definition, new SimulationOptions { SystemPods = false, ReclaimNotice = TimeSpan.FromSeconds(30), TerminationGraceCap = TimeSpan.FromSeconds(5) });
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 4));
        cluster.Run(3);
        var leaving = cluster.Nodes()[0].Name;
        await cluster.Simulation.Faults.ReclaimNode(leaving);
        cluster.Settle();
        Assert.Contains(cluster.Nodes().Single(node => node.Name == leaving).Taints, found => found.Key == taint && found.Effect == "NoSchedule");
        Assert.Single(cluster.Events("SpotInterruption"));
        Assert.All(cluster.Pods("web").Where(pod => pod.NodeName == leaving), static pod => Assert.Equal("TerminationByKubelet", pod.Condition("DisruptionTarget").Text("reason")));
        cluster.Run(10);
        Assert.Equal(4, cluster.Pods("web").Count(pod => pod.Ready && pod.NodeName != leaving));
        Assert.Contains(cluster.Nodes(), node => node.Name == leaving);
        await cluster.Simulation.Faults.ReclaimNode(leaving, TimeSpan.FromHours(1));
        cluster.Run(21);
        Assert.DoesNotContain(cluster.Nodes(), node => node.Name == leaving);
        Assert.Equal(4, cluster.Pods("web").Count);
    }

    [Fact]
    public async Task A_pod_that_takes_longer_to_end_than_the_notice_is_cut_off()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromMinutes(10), NodeMonitorGrace = TimeSpan.FromSeconds(1) });
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec => spec["terminationGracePeriodSeconds"] = 300));
        cluster.Run(3);
        await cluster.Simulation.Faults.ReclaimNode("member-cpu-0", TimeSpan.FromSeconds(30));
        cluster.Run(29);
        Assert.True(cluster.Pod("p").Deleting);
        cluster.Run(3);
        Assert.Null(cluster.Find(Kinds.Pods, "p"));
    }

    [Fact]
    public async Task Pods_made_to_crash_come_back_when_the_fault_ends()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("other", 1));
        cluster.Run(3);
        await cluster.Simulation.Faults.CrashPods("default", "web-");
        cluster.Run(1);
        Assert.All(cluster.Pods("web"), static pod => Assert.Equal("CrashLoopBackOff", pod.Status.Objects("containerStatuses").First().Object("state").Object("waiting").Text("reason")));
        Assert.True(cluster.Pods("other").Single().Ready);
        await cluster.Simulation.Faults.CrashPods("default", "web-", crash: false);
        cluster.Run(40);
        Assert.All(cluster.Pods("web"), static pod => Assert.True(pod.Ready));
    }

    [Fact]
    public async Task All_pods_of_a_namespace_crash_where_no_name_is_given()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        Assert.Null(FaultRules.Problem(new FaultEvent(0, FaultKind.CrashLoop, "member") { Pods = "default/" }, [new ClusterDefinition("member")]));
        await cluster.Simulation.Faults.CrashPods("default", "");
        cluster.Run(1);
        Assert.All(cluster.Pods("web"), static pod => Assert.False(pod.Ready));
    }

    [Fact]
    public async Task A_short_silence_is_not_noticed()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { SystemPods = false, NodeMonitorGrace = TimeSpan.FromSeconds(40) });
        await cluster.Simulation.Faults.LoseNode("member-cpu-0");
        cluster.Run(30);
        await cluster.Simulation.Faults.RecoverNode("member-cpu-0");
        cluster.Run(60);
        Assert.True(cluster.Nodes().Single().Ready);
        Assert.Empty(cluster.Nodes().Single().Taints);
    }

    [Fact]
    public async Task A_removed_node_takes_its_pods_along()
    {
        await using var cluster = SimulatedCluster.Cpu(2, new SimulationOptions());
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 4));
        cluster.Run(3);
        await cluster.Simulation.Faults.RemoveNode("member-cpu-0");
        cluster.Run(5);
        Assert.Equal(4, cluster.Pods("web").Count);
        Assert.All(cluster.Pods("web"), static pod => Assert.Equal("member-cpu-1", pod.NodeName));
        Assert.Equal(["kube-proxy-member-cpu-1"], cluster.Api.List(Kinds.Pods, "kube-system").Select(static json => ObjectName.Of(json).Name));
    }

    [Fact]
    public async Task A_job_counts_the_pod_its_lost_node_had()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        cluster.Create(Kinds.Jobs, Manifests.Job("gang", static spec =>
        {
            spec["completions"] = 2;
            spec["parallelism"] = 2;
            spec["completionMode"] = "Indexed";
            Manifests.Annotate(spec, PodAnnotations.RunSeconds, "60");
        }));
        cluster.Run(3);
        await cluster.Simulation.Faults.RemoveNode(cluster.Pods("gang")[0].NodeName!);
        cluster.Run(200);
        var done = cluster.Get(Kinds.Jobs, "gang");
        Assert.True(Conditions.IsTrue(done.Status, "Complete"));
        Assert.Equal("0,1", done.Status.Text("completedIndexes"));
        Assert.InRange(done.Status.Number("failed")!.Value, 1, 2);
    }

    [Fact]
    public async Task Failed_gpus_are_not_allocatable_and_take_down_who_used_them()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("gpu", "gpu4") { Count = 1, MaxNodes = 1 }));
        cluster.Create(Kinds.Pods, Manifests.Pod("old", gpus: 2));
        cluster.Run(3);
        cluster.Create(Kinds.Pods, Manifests.Pod("young", gpus: 2));
        cluster.Run(3);
        await cluster.Simulation.Faults.FailGpus("member-gpu-0", 1);
        cluster.Run(1);
        Assert.Equal(3, cluster.Nodes().Single().Allocatable["nvidia.com/gpu"]);
        Assert.Equal("4", cluster.Nodes().Single().Status.Object("capacity").Text("nvidia.com/gpu"));
        Assert.True(cluster.Pod("old").Ready);
        Assert.False(cluster.Pod("young").Ready);
        cluster.Run(60);
        Assert.False(cluster.Pod("young").Ready);

        await cluster.Simulation.Faults.RepairGpus("member-gpu-0");
        cluster.Run(3);
        Assert.True(cluster.Pod("young").Ready);
        Assert.Equal(4, cluster.Nodes().Single().Allocatable["nvidia.com/gpu"]);
    }

    [Fact]
    public async Task Faults_name_what_does_not_exist()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        Assert.Contains("cluster member has no node nosuch", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.Simulation.Faults.LoseNode("nosuch"))).Message, StringComparison.Ordinal);
        Assert.Contains("has no pool nosuch; it has cpu", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.Simulation.Faults.StockOut("nosuch"))).Message, StringComparison.Ordinal);
        Assert.Contains("0 healthy GPUs; 1 cannot fail", (await Assert.ThrowsAsync<ArgumentException>(() => cluster.Simulation.Faults.FailGpus("member-cpu-0", 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cordoning_taints_and_uncordoning_takes_only_that_taint_away()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("a", "cpu4") { Count = 1, MaxNodes = 1, Taints = [new TaintDefinition("own", "x", "NoSchedule")] }));
        cluster.Change(Kinds.Nodes, "member-a-0", static node => node.Ensure("spec")["unschedulable"] = true, null);
        Assert.Equal(["own", "node.kubernetes.io/unschedulable"], cluster.Nodes().Single().Taints.Select(static taint => taint.Key));
        Assert.NotNull(cluster.Nodes().Single().Spec.Objects("taints").Last().Text("timeAdded"));
        cluster.Change(Kinds.Nodes, "member-a-0", static node => node.Ensure("spec").Remove("unschedulable"), null);
        Assert.Equal(["own"], cluster.Nodes().Single().Taints.Select(static taint => taint.Key));
    }
}
