using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

/// <summary>What becomes of a pool whose machine the cloud took.</summary>
public sealed class NodeReplacementTests
{
    private static readonly SimulationOptions Options = new() { SystemPods = false, NodeProvisioning = TimeSpan.FromSeconds(60), ReclaimNotice = TimeSpan.FromSeconds(10) };

    [Theory]
    [InlineData(CloudKind.AWS, NodeManager.NodeGroup, NodeCapacityType.Spot, true)]
    [InlineData(CloudKind.AWS, NodeManager.NodeGroup, NodeCapacityType.OnDemand, true)]
    [InlineData(CloudKind.AWS, NodeManager.Karpenter, NodeCapacityType.Spot, false)]
    [InlineData(CloudKind.GCP, NodeManager.NodeGroup, NodeCapacityType.Spot, true)]
    [InlineData(CloudKind.Azure, NodeManager.NodeGroup, NodeCapacityType.OnDemand, true)]
    [InlineData(CloudKind.Azure, NodeManager.NodeGroup, NodeCapacityType.Spot, false)]
    [InlineData(CloudKind.OnPrem, NodeManager.NodeGroup, NodeCapacityType.OnDemand, false)]
    public async Task Groups_that_keep_their_size_bring_another_machine_without_being_asked(CloudKind cloud, NodeManager manager, NodeCapacityType terms, bool replaced)
    {
        await using var cluster = Pool(cloud, manager, terms);
        var gone = cluster.Nodes()[0].Name;
        await Take(cluster, gone, terms);
        cluster.Run(20);
        Assert.Single(cluster.Nodes());
        cluster.Run(90);
        Assert.Equal(replaced ? 2 : 1, cluster.Nodes().Count);
        Assert.DoesNotContain(cluster.Nodes(), node => node.Name == gone);
        cluster.Run(3600);
        Assert.Equal(replaced ? 2 : 1, cluster.Nodes().Count);
    }

    [Fact]
    public async Task A_pool_the_cloud_has_none_of_is_made_whole_when_there_is_stock_again()
    {
        await using var cluster = Pool(CloudKind.GCP, NodeManager.NodeGroup, NodeCapacityType.Spot);
        await Take(cluster, cluster.Nodes()[0].Name, NodeCapacityType.Spot);
        cluster.Run(30);

        // The order is on its way when the stock runs out; the second machine is taken while there is none.
        await cluster.Simulation.Faults.StockOut("pool");
        await Take(cluster, cluster.Nodes()[0].Name, NodeCapacityType.Spot);
        cluster.Run(600);
        Assert.Empty(cluster.Nodes());
        await cluster.Simulation.Faults.Restock("pool");
        cluster.Run(90);
        Assert.Equal(2, cluster.Nodes().Count);
    }

    [Fact]
    public async Task Pods_without_a_place_wait_for_the_machine_that_comes_anyway()
    {
        await using var cluster = Pool(CloudKind.AWS, NodeManager.NodeGroup, NodeCapacityType.OnDemand, max: 4);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2, gpus: 4));
        cluster.Run(5);
        await cluster.Simulation.Faults.RemoveNode(cluster.Nodes()[0].Name);
        cluster.Run(120);
        Assert.Equal(2, cluster.Nodes().Count);
        Assert.All(cluster.Pods("web"), static pod => Assert.True(pod.Ready));
    }

    [Fact]
    public async Task What_the_autoscaler_or_a_user_removes_stays_away()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(
            new NodePoolDefinition("shrinks", "gpu4") { Count = 2, MaxNodes = 2, ScaleDownAfter = TimeSpan.FromSeconds(30) },
            new NodePoolDefinition("stays", "gpu4") { Count = 2, MaxNodes = 2 }) with
        { Provider = CloudKind.AWS }, Options);
        cluster.Api.Delete(Kinds.Nodes, null, cluster.Nodes().First(static node => node.Pool == "stays").Name);
        cluster.Run(600);
        Assert.Equal(["stays"], cluster.Nodes().Select(static node => node.Pool));
    }

    private static SimulatedCluster Pool(CloudKind cloud, NodeManager manager, NodeCapacityType terms, int max = 2) => new(
        SimulatedCluster.Mixed(new NodePoolDefinition("pool", "gpu4") { Count = 2, MaxNodes = max, Manager = manager, CapacityType = terms }) with { Provider = cloud },
        Options);

    private static Task Take(SimulatedCluster cluster, string node, NodeCapacityType terms) =>
        terms == NodeCapacityType.Spot ? cluster.Simulation.Faults.ReclaimNode(node) : cluster.Simulation.Faults.RemoveNode(node);
}
