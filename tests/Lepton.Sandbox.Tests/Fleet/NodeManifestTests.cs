using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Tests.Fleet;

public sealed class NodeManifestTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_eks_node_group_node_carries_its_labels()
    {
        var node = Build(CloudKind.AWS, "us-east-1", "g5.12xlarge", static pool => pool with { CapacityType = NodeCapacityType.Spot });
        Expect(node, new()
        {
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/hostname"] = node.Name,
            ["node.kubernetes.io/instance-type"] = "g5.12xlarge",
            ["topology.kubernetes.io/region"] = "us-east-1",
            ["topology.kubernetes.io/zone"] = "us-east-1a",
            ["eks.amazonaws.com/nodegroup"] = "pool",
            ["eks.amazonaws.com/capacityType"] = "SPOT",
            ["nvidia.com/gpu.product"] = "NVIDIA-A10G",
            ["nvidia.com/gpu.count"] = "4",
            ["nvidia.com/gpu.present"] = "true",
        });
        Assert.EndsWith(".ec2.internal", node.Name, StringComparison.Ordinal);
        Assert.Empty(node.Taints);
        Assert.Equal(4, node.Allocatable["nvidia.com/gpu"]);
    }

    [Fact]
    public void A_karpenter_node_carries_karpenters_labels_instead()
    {
        var node = Build(CloudKind.AWS, "us-west-2", "p4d.24xlarge", static pool => pool with { Manager = NodeManager.Karpenter });
        Expect(node, new()
        {
            ["karpenter.sh/capacity-type"] = "on-demand",
            ["karpenter.sh/nodepool"] = "pool",
            ["karpenter.k8s.aws/instance-gpu-name"] = "a100",
            ["karpenter.k8s.aws/instance-gpu-count"] = "8",
            ["karpenter.k8s.aws/instance-family"] = "p4d",
            ["nvidia.com/gpu.product"] = "NVIDIA-A100-SXM4-40GB",
        });
        Assert.False(node.Labels.ContainsKey("eks.amazonaws.com/nodegroup"));
    }

    [Fact]
    public void An_aks_spot_node_carries_labels_and_the_spot_taint()
    {
        var node = Build(CloudKind.Azure, "eastus", "Standard_NC96ads_A100_v4", static pool => pool with
        {
            CapacityType = NodeCapacityType.Spot,
            Taints = [new TaintDefinition("sku", "gpu", "NoSchedule")],
        });
        Expect(node, new()
        {
            ["agentpool"] = "pool",
            ["kubernetes.azure.com/scalesetpriority"] = "spot",
            ["accelerator"] = "nvidia",
            ["topology.kubernetes.io/zone"] = "eastus-1",
            ["nvidia.com/gpu.product"] = "NVIDIA-A100-80GB-PCIe",
        });
        Assert.StartsWith("MC_", node.Labels["kubernetes.azure.com/cluster"], StringComparison.Ordinal);
        Assert.Matches("^aks-pool-[0-9]{8}-vmss000000$", node.Name);
        Assert.Equal([new Taint("kubernetes.azure.com/scalesetpriority", "spot", "NoSchedule"), new Taint("sku", "gpu", "NoSchedule")], node.Taints);
    }

    [Fact]
    public void A_gke_gpu_node_is_labelled_and_tainted_by_gke_and_names_the_machine_without_its_accelerator()
    {
        var node = Build(CloudKind.GCP, "us-central1", "n1-standard-8+1xt4", static pool => pool with { CapacityType = NodeCapacityType.Spot });
        Expect(node, new()
        {
            ["cloud.google.com/gke-accelerator"] = "nvidia-tesla-t4",
            ["cloud.google.com/gke-accelerator-count"] = "1",
            ["cloud.google.com/gke-gpu-driver-version"] = "default",
            ["cloud.google.com/gke-nodepool"] = "pool",
            ["cloud.google.com/gke-spot"] = "true",
            ["cloud.google.com/gke-provisioning"] = "spot",
            ["node.kubernetes.io/instance-type"] = "n1-standard-8",
            ["topology.kubernetes.io/zone"] = "us-central1-a",
        });
        Assert.False(node.Labels.ContainsKey("nvidia.com/gpu.product"));
        Assert.Equal([new Taint("nvidia.com/gpu", "present", "NoSchedule")], node.Taints);
    }

    [Fact]
    public void Gpu_feature_discovery_can_be_on_where_it_usually_is_not()
    {
        var cluster = new ClusterDefinition("c") { Provider = CloudKind.GCP, Region = "us-central1", GpuFeatureDiscovery = true };
        var node = new NodeView(NodeManifest.Build(NodeRegistration.Context(cluster, new NodePoolDefinition("pool", "a3-highgpu-4g"), 0), Now));
        Assert.Equal("NVIDIA-H100-80GB-HBM3", node.Labels["nvidia.com/gpu.product"]);
        Assert.Equal("nvidia-h100-80gb", node.Labels["cloud.google.com/gke-accelerator"]);
    }

    [Theory]
    [InlineData(CloudKind.AWS, "m5.2xlarge", 7910, 8)]
    [InlineData(CloudKind.Azure, "Standard_D8s_v5", 7820, 8)]
    [InlineData(CloudKind.GCP, "n2-standard-8", 7910, 8)]
    public void Kubelets_keep_something_for_themselves(CloudKind cloud, string type, long milliCpu, int cpus)
    {
        var node = Build(cloud, "r", type);
        Assert.Equal(milliCpu, node.Allocatable["cpu"]);
        Assert.Equal(cpus.ToString(), node.Status.Object("capacity").Text("cpu"));
        Assert.InRange(node.Allocatable["memory"], 20L << 30, (31L << 30) + (1L << 29));
        Assert.Equal(110, node.Allocatable["pods"]);
    }

    [Fact]
    public void Azure_reserves_by_its_published_table()
    {
        (string Type, long Reserved)[] table = [("Standard_D2s_v5", 100), ("Standard_D4s_v5", 140), ("Standard_D8s_v5", 180), ("Standard_D16s_v5", 260), ("Standard_D32s_v5", 420), ("Standard_D64s_v5", 740)];
        Assert.All(table, static row =>
        {
            var node = Build(CloudKind.Azure, "eastus", row.Type);
            Assert.Equal(row.Reserved, ResourceAmounts.Read(node.Status.Object("capacity"))["cpu"] - node.Allocatable["cpu"]);
        });
    }

    [Fact]
    public void Google_reserves_memory_in_tiers()
    {
        // 30 GiB: 1 + 0.8 + 0.8 + 14 x 6 % GiB, and 100 MiB for eviction.
        var node = Build(CloudKind.GCP, "us-central1", "n1-standard-8");
        var reserved = (30L << 30) - node.Allocatable["memory"];
        Assert.InRange(reserved / (double)(1 << 30), 3.52, 3.55);
    }

    [Fact]
    public void Amd_gpus_are_another_resource()
    {
        var node = Build(CloudKind.Azure, "eastus", "Standard_ND96isr_MI300X_v5");
        Assert.Equal(8, node.Allocatable["amd.com/gpu"]);
        Assert.Equal("amd", node.Labels["accelerator"]);
        Assert.False(node.Labels.ContainsKey("nvidia.com/gpu.present"));
    }

    [Fact]
    public void Node_names_of_a_fleet_are_unique_and_the_same_every_time()
    {
        var names = Names();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(names, Names());

        static List<string> Names() => ReadyFleets.Load(ReadyFleets.ThreeClouds).Members
            .SelectMany(static cluster => cluster.NodePools.SelectMany(pool => Enumerable.Range(0, 20).Select(ordinal => NodeRegistration.Context(cluster, pool, ordinal).Name)))
            .ToList();
    }

    [Fact]
    public void Nodes_of_a_pool_spread_over_its_zones()
    {
        var cluster = new ClusterDefinition("c") { Provider = CloudKind.AWS, Region = "us-east-1", Zones = ["us-east-1a", "us-east-1b"] };
        var pool = new NodePoolDefinition("pool", "m5.large");
        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1a"], Enumerable.Range(0, 3).Select(ordinal => NodeRegistration.Context(cluster, pool, ordinal).Zone));
    }

    private static NodeView Build(CloudKind cloud, string region, string type, Func<NodePoolDefinition, NodePoolDefinition>? change = null)
    {
        var cluster = new ClusterDefinition("c") { Provider = cloud, Region = region };
        var pool = new NodePoolDefinition("pool", type);
        var json = NodeManifest.Build(NodeRegistration.Context(cluster, change?.Invoke(pool) ?? pool, 0), Now);
        return new NodeView((JsonObject)JsonNode.Parse(json.ToJsonString())!);
    }

    private static void Expect(NodeView node, Dictionary<string, string> labels) =>
        Assert.All(labels, label => Assert.Equal((label.Key, label.Value), (label.Key, node.Labels.GetValueOrDefault(label.Key))));
}
