using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class NodePoolTests
{
    private static readonly NodePoolDefinition Gpus = new("gpu", "gpu4") { Count = 0, MaxNodes = 2, Labels = new Dictionary<string, string> { ["gpu"] = "a100" } };

    [Fact]
    public async Task A_pool_grows_from_zero_after_the_cloud_delivers_and_not_above_its_limit()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(Gpus));
        for (var i = 0; i < 5; i++)
            cluster.Create(Kinds.Pods, Manifests.Pod($"p{i}", gpus: 2, spec: static spec => spec["nodeSelector"] = new JsonObject { ["gpu"] = "a100" }));
        cluster.Run(1);
        Assert.Empty(cluster.Nodes());
        Assert.Contains("pod triggered scale-up: [{gpu 0->1 (max: 2)}]", cluster.Events("TriggeredScaleUp"));

        cluster.Run(10);
        Assert.Equal(2, cluster.Nodes().Count);
        Assert.Equal(4, cluster.Pods().Count(static pod => pod.Phase == "Running"));
        var waiting = cluster.Pods().Single(static pod => pod.NodeName is null);
        Assert.StartsWith("0/2 nodes are available: 2 Insufficient nvidia.com/gpu.", waiting.Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
        Assert.Contains("pod didn't trigger scale-up: 1 max node group size reached", cluster.Events("NotTriggerScaleUp"));
    }

    [Fact]
    public async Task Pods_that_share_a_node_order_one()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(Gpus with { MaxNodes = 10 }));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 8, gpus: 1));
        cluster.Run(10);
        Assert.Equal(2, cluster.Nodes().Count);
        Assert.All(cluster.Pods("web"), static pod => Assert.True(pod.Ready));
    }

    [Fact]
    public async Task The_pool_that_wastes_least_is_chosen()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(
            new NodePoolDefinition("four", "gpu4") { MaxNodes = 3 },
            new NodePoolDefinition("one", "gpu1") { MaxNodes = 3 },
            new NodePoolDefinition("cpu", "cpu4") { MaxNodes = 3 }));
        cluster.Create(Kinds.Pods, Manifests.Pod("plain"));
        cluster.Create(Kinds.Pods, Manifests.Pod("small", gpus: 1));
        cluster.Run(10);
        Assert.Equal("one", cluster.Nodes().Single(node => node.Name == cluster.Pod("small").NodeName).Pool);
        Assert.Equal(["cpu", "one"], cluster.Nodes().Select(static node => node.Pool).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pod_no_pool_could_ever_take_orders_nothing()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(Gpus));
        cluster.Create(Kinds.Pods, Manifests.Pod("huge", gpus: 8));
        cluster.Run(30);
        Assert.Empty(cluster.Nodes());
        Assert.Equal(["pod didn't trigger scale-up: 1 Insufficient nvidia.com/gpu"], cluster.Events("NotTriggerScaleUp"));
        Assert.Null(cluster.Simulation.NextDue);
    }

    [Fact]
    public async Task A_node_is_ordered_for_a_pod_that_must_not_share_but_not_for_one_no_new_node_helps()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("cpu", "cpu4") { Count = 1, MaxNodes = 5 }));
        for (var i = 0; i < 3; i++)
        {
            var alone = Manifests.Pod($"alone-{i}", spec: static spec => spec["affinity"] = SchedulerTests.PodTerms("podAntiAffinity", "group", "alone"));
            alone.Ensure("metadata").Ensure("labels")["group"] = "alone";
            cluster.Create(Kinds.Pods, alone);
        }

        cluster.Create(Kinds.Pods, Manifests.Pod("lonely", spec: static spec => spec["affinity"] = SchedulerTests.PodTerms("podAffinity", "app", "nobody")));
        cluster.Run(30);
        Assert.Equal(3, cluster.Nodes().Count);
        Assert.Equal(3, cluster.Pods().Count(static pod => pod.Phase == "Running"));
        Assert.Null(cluster.Pod("lonely").NodeName);
    }

    [Fact]
    public async Task Out_of_stock_nothing_comes_until_there_is_stock_again()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(Gpus));
        await cluster.Simulation.Faults.StockOut("gpu");
        cluster.Create(Kinds.Pods, Manifests.Pod("p", gpus: 4));
        cluster.Run(60);
        Assert.Empty(cluster.Nodes());
        Assert.Equal(["failed to scale up pool gpu: no gpu4 in stock"], cluster.Events("FailedScaleUp"));
        await cluster.Simulation.Faults.Restock("gpu");
        cluster.Run(10);
        Assert.Equal("Running", cluster.Pod("p").Phase);
    }

    [Fact]
    public async Task An_order_that_meets_a_stock_out_goes_to_another_pool()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("first", "gpu1") { MaxNodes = 1 }, new NodePoolDefinition("second", "gpu2") { MaxNodes = 1 }));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", gpus: 1));
        cluster.Run(1);
        await cluster.Simulation.Faults.StockOut("first");
        cluster.Run(20);
        Assert.Equal(["second"], cluster.Nodes().Select(static node => node.Pool));
        Assert.Equal("Running", cluster.Pod("p").Phase);
    }

    [Fact]
    public async Task Empty_nodes_go_only_where_the_pool_says_so_and_never_below_its_minimum()
    {
        await using var cluster = new SimulatedCluster(
            SimulatedCluster.Mixed(
                new NodePoolDefinition("shrinks", "cpu4") { Count = 3, MaxNodes = 3, MinNodes = 1, ScaleDownAfter = TimeSpan.FromSeconds(60) },
                new NodePoolDefinition("stays", "cpu4") { Count = 2, MaxNodes = 2 }),
            new SimulationOptions());
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec => SchedulerTests.PinTo(spec, "member-shrinks-2")));
        cluster.Run(50);
        Assert.Equal(5, cluster.Nodes().Count);
        cluster.Run(20);
        Assert.Equal(["member-shrinks-2", "member-stays-0", "member-stays-1"], cluster.Nodes().Select(static node => node.Name).Order(StringComparer.Ordinal));
        cluster.Api.Delete(Kinds.Pods, "default", "p");
        cluster.Run(120);
        Assert.Equal(3, cluster.Nodes().Count);
    }

    [Fact]
    public async Task A_removed_node_is_ordered_anew_when_its_pods_need_it()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(Gpus));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, gpus: 4));
        cluster.Run(10);
        await cluster.Simulation.Faults.RemoveNode(cluster.Nodes().Single().Name);
        cluster.Run(10);
        Assert.True(cluster.Pods("web").Single().Ready);
        Assert.Equal("member-gpu-1", cluster.Nodes().Single().Name);
    }

    [Fact]
    public async Task Foreign_workloads_take_their_share_of_the_pool()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("gpu", "gpu4")
        {
            Count = 1,
            MaxNodes = 1,
            Taints = [new TaintDefinition("sku", "gpu", "NoSchedule")],
            ForeignPods = [new ForeignPodDefinition("speech", 1) { Cpu = "8", Gpus = 2 }],
        }));
        cluster.Run(5);
        var foreign = new PodView(cluster.Api.List(Kinds.Pods, "other-teams").Single());
        Assert.Equal(("Running", "member-gpu-0"), (foreign.Phase, foreign.NodeName));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", gpus: 4, spec: static spec => spec["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" })));
        Assert.Contains("1 Insufficient nvidia.com/gpu", cluster.Pod("p").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
    }
}
