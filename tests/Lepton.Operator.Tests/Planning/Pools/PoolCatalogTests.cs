using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Pools;

public sealed class PoolCatalogTests
{
    private readonly CloudProvider _provider = Make.Provider("p", 10, Make.Cluster("c"));

    private MemberCluster Cluster => _provider.Spec.Clusters![0];

    [Fact]
    public void Nodes_of_one_shape_are_one_pool()
    {
        var pool = Assert.Single(Build(Make.Node("a"), Make.Node("b") with { Cpu = 90, MemoryGiB = 900 }));
        Assert.Equal("c/H100/OnDemand/h8", pool.Id);
        Assert.Equal(["a", "b"], pool.Nodes.Select(n => n.Name));
        Assert.Equal((8, 90, 900), (pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode));
        Assert.Equal((Make.Gpu, "p", "r1"), (pool.ResourceName, pool.Provider, pool.Region));
        Assert.Equal((10, 80), (pool.PricePerGpuHour, pool.NodeHourlyPrice));
        Assert.Null(pool.Unusable);
    }

    [Fact]
    public void Instance_type_capacity_type_and_taints_tell_pools_apart()
    {
        var pools = Build(
            Make.Node("a"),
            Make.Node("b", 4),
            Make.Node("c").Labelled(("karpenter.sh/capacity-type", "spot")),
            Make.Node("d") with { Taints = [Make.Taint("team", "red")] });
        Assert.Equal(["c/H100/OnDemand/h4", "c/H100/OnDemand/h8", "c/H100/OnDemand/h8/team=red:NoSchedule", "c/H100/Spot/h8"], pools.Select(p => p.Id));
    }

    [Theory]
    [InlineData(ProviderType.AWS, "eks.amazonaws.com/capacityType", "SPOT")]
    [InlineData(ProviderType.AWS, "karpenter.sh/capacity-type", "spot")]
    [InlineData(ProviderType.Azure, "kubernetes.azure.com/scalesetpriority", "spot")]
    [InlineData(ProviderType.GCP, "cloud.google.com/gke-spot", "true")]
    [InlineData(ProviderType.GCP, "cloud.google.com/gke-preemptible", "true")]
    public void Each_cloud_marks_spot_in_its_own_way_and_the_selector_uses_its_mark(ProviderType type, string key, string value)
    {
        _provider.Spec.Type = type;
        var pool = Assert.Single(Build(Make.Node("a").Labelled((key, value))));
        Assert.Equal(CapacityType.Spot, pool.CapacityType);
        Assert.Equal(value, pool.NodeSelector[key]);
    }

    [Fact]
    public void Machines_of_ones_own_are_reserved()
    {
        _provider.Spec.Type = ProviderType.OnPrem;
        Assert.Equal(CapacityType.Reserved, Assert.Single(Build(Make.Node("a"))).CapacityType);
    }

    [Fact]
    public void Taints_that_clouds_put_on_gpu_and_spot_nodes_exclude_nobody()
    {
        var node = Make.Node("a").Labelled(("cloud.google.com/gke-spot", "true")) with
        {
            Taints = [Make.Taint(Make.Gpu, "present"), Make.Taint("cloud.google.com/gke-spot", "true"), Make.Taint("node.kubernetes.io/unschedulable"), Make.Taint("x", effect: "PreferNoSchedule")],
        };
        Assert.Empty(Assert.Single(Build(node)).Taints);
        var onDemand = Make.Node("a") with { Taints = [Make.Taint("cloud.google.com/gke-spot", "true")] };
        Assert.Equal("cloud.google.com/gke-spot", Assert.Single(Assert.Single(Build(onDemand)).Taints).Key);
    }

    [Fact]
    public void A_taint_of_the_cluster_is_one_of_every_pool()
    {
        Cluster.Taints = [new ClusterTaint { Key = "dedicated", Value = "research" }];
        Cluster.NodePools = [Make.Pool("new", 1, 4, "h4")];
        Assert.All(Build(Make.Node("a")), p => Assert.Equal("dedicated", Assert.Single(p.Taints).Key));
    }

    [Fact]
    public void Node_pools_scale_by_what_does_not_exist_yet()
    {
        Cluster.NodePools = [Make.Pool("gpu", 5)];
        var pool = Assert.Single(Build(Make.Node("a"), Make.Node("b")));
        Assert.Equal((2, 3), (pool.Nodes.Count, pool.ScalableNodes));
        Cluster.NodePools[0].MaxNodes = 1;
        Assert.Equal(0, Assert.Single(Build(Make.Node("a"), Make.Node("b"))).ScalableNodes);
    }

    [Fact]
    public void Node_pools_scale_from_zero_with_the_labels_their_nodes_will_have()
    {
        Cluster.NodePools = [Make.Pool("gpu", 5)];
        var pool = Assert.Single(Build());
        Assert.Equal("c/H100/OnDemand/h8", pool.Id);
        Assert.Equal((5, 8, 96, 1000), (pool.ScalableNodes, pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode));
        Assert.Equal("h8", pool.NodeSelector["node.kubernetes.io/instance-type"]);
        Cluster.NodePools[0].NodeSelector = new() { ["pool"] = "gpu" };
        Assert.Equal(new Dictionary<string, string> { ["pool"] = "gpu" }, Assert.Single(Build()).NodeSelector);
    }

    [Fact]
    public void Spot_nodes_do_not_use_up_the_on_demand_pool_of_the_same_instance_type()
    {
        var spot = Make.Pool("spot", 4);
        spot.CapacityType = CapacityKind.Spot;
        Cluster.NodePools = [Make.Pool("od", 4), spot];
        var pools = Build(
            Make.Node("a").Labelled(("karpenter.sh/capacity-type", "spot")), Make.Node("b").Labelled(("karpenter.sh/capacity-type", "spot")), Make.Node("c"));
        Assert.Equal([3, 2], pools.Select(p => p.ScalableNodes));
        Assert.Equal([CapacityType.OnDemand, CapacityType.Spot], pools.Select(p => p.CapacityType));
    }

    [Fact]
    public void A_declared_node_selector_says_which_nodes_exist()
    {
        var pool = Make.Pool("gpu", 5);
        pool.NodeSelector = new() { ["pool"] = "gpu" };
        Cluster.NodePools = [pool];
        Assert.Equal(4, Assert.Single(Build(Make.Node("a").Labelled(("pool", "gpu")), Make.Node("b"))).ScalableNodes);
    }

    [Fact]
    public void Selectors_are_labels_the_nodes_really_have()
    {
        Assert.Equal(new Dictionary<string, string> { ["node.kubernetes.io/instance-type"] = "h8" }, Assert.Single(Build(Make.Node("a"))).NodeSelector);
        Assert.Equal(
            new Dictionary<string, string> { ["beta.kubernetes.io/instance-type"] = "h8" },
            Assert.Single(Build(Make.Bare("a", 8, ("beta.kubernetes.io/instance-type", "h8"), ("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3")))).NodeSelector);
        Assert.Equal(
            "NVIDIA-H100-80GB-HBM3",
            Assert.Single(Build(Make.Bare("a", 8, ("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3")))).NodeSelector["nvidia.com/gpu.product"]);
    }

    [Fact]
    public void Zones_tell_pools_apart_only_when_asked_for()
    {
        NodeView[] nodes = [Make.Node("a").Labelled(("topology.kubernetes.io/zone", "z1")), Make.Node("b").Labelled(("topology.kubernetes.io/zone", "z2"))];
        Assert.Single(Build(nodes));
        var pools = Build(nodes, byZone: true);
        Assert.Equal(["z1", "z2"], pools.Select(p => p.Zone));
        Assert.Equal(["z1", "z2"], pools.Select(p => p.NodeSelector["topology.kubernetes.io/zone"]));
    }

    [Fact]
    public void A_gpu_that_no_label_tells_is_not_used_and_says_so()
    {
        var pool = Assert.Single(Build(Make.Bare("n7", 8)));
        Assert.Equal("unknown", pool.Accelerator);
        Assert.Equal("no label of node n7 tells its GPU type", pool.Unusable);
    }

    [Fact]
    public void A_gpu_with_an_unknown_product_is_not_used_and_the_label_is_quoted()
    {
        var pool = Assert.Single(Build(Make.Bare("n7", 8, ("nvidia.com/gpu.product", "NVIDIA-H1000-Ultra"))));
        Assert.StartsWith("node label nvidia.com/gpu.product=NVIDIA-H1000-Ultra is no known GPU", pool.Unusable, StringComparison.Ordinal);
        Assert.Contains("lepton.ai/accelerator", pool.Unusable, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_without_gpus_are_priced_by_cpu_and_memory()
    {
        _provider.Spec.Pricing!.VcpuHour = 0.04;
        _provider.Spec.Pricing.MemoryGiBHour = 0.005;
        var pool = Assert.Single(Build(Make.Bare("n", 0, ("node.kubernetes.io/instance-type", "m6"))));
        Assert.Equal("c/cpu/OnDemand/m6", pool.Id);
        Assert.Null(pool.Accelerator);
        Assert.Equal((0.04, 0.005), (pool.PricePerCpuHour, pool.PricePerMemoryGiBHour));
        Assert.Null(pool.Unusable);
    }

    [Theory]
    [InlineData(MemberHealth.Unknown, "cluster c has not been read yet")]
    [InlineData(MemberHealth.Unreachable, "cluster c is unreachable: no answer")]
    [InlineData(MemberHealth.Misconfigured, "cluster c is misconfigured: no answer")]
    public void A_cluster_that_cannot_be_written_takes_nothing_new(MemberHealth health, string reason)
    {
        var member = new MemberView { Cluster = "c", Provider = "p", Health = health, Problem = "no answer", Nodes = [Make.Node("a")] };
        Assert.Equal(reason, Assert.Single(Catalog().Build(_provider, Cluster, member)).Unusable);
    }

    [Fact]
    public void A_cordoned_cluster_takes_nothing_new()
    {
        Cluster.Cordoned = true;
        Assert.Equal("cluster c is cordoned in CloudProvider p", Assert.Single(Build(Make.Node("a"))).Unusable);
    }

    [Fact]
    public void Rules_can_ask_for_compliance_of_provider_and_cluster_and_for_labels()
    {
        _provider.Spec.Compliance = ["GDPR"];
        Cluster.Compliance = ["soc2", "gdpr"];
        Cluster.Labels = new() { ["tier"] = "prod" };
        Cluster.Zone = "r1-a";
        Cluster.Jurisdiction = "eu";
        Assert.Equal(
            ["compliance/gdpr", "compliance/soc2", "lepton.ai/cluster=c", "lepton.ai/jurisdiction=eu", "lepton.ai/provider=p", "lepton.ai/region=r1", "lepton.ai/zone=r1-a", "tier=prod"],
            Assert.Single(Build(Make.Node("a"))).Labels);
    }

    [Fact]
    public void Pool_names_stay_within_what_status_can_hold_and_stay_apart()
    {
        var node = Make.Node("a") with { Taints = [.. Enumerable.Range(0, 9).Select(i => Make.Taint($"example.com/a-rather-long-name-of-a-taint-{i}", "and-a-value-that-is-long-too"))] };
        var other = node with { Name = "b", Taints = [.. node.Taints.Take(8), Make.Taint("example.com/a-rather-long-name-of-a-taint-9", "and-a-value-that-is-long-too")] };
        var pools = Build(node, other);
        Assert.Equal(2, pools.Count);
        Assert.All(pools, p => Assert.InRange(p.Id.Length, 1, 230));
        Assert.Equal(pools.Select(p => p.Id), Build(other, node).Select(p => p.Id));
    }

    private IReadOnlyList<FleetPool> Build(params NodeView[] nodes) => Build(nodes, byZone: false);

    [Fact]
    public void Nodes_are_read_once_until_the_list_or_what_tells_pools_apart_changes()
    {
        NodeView[] nodes = [Make.Node("a").Labelled(("karpenter.sh/capacity-type", "spot"), ("topology.kubernetes.io/zone", "z1")), Make.Node("b").Labelled(("topology.kubernetes.io/zone", "z2"))];
        var first = ShapedNodes.Of(nodes, ProviderType.Other, byZone: false, new HashSet<string>());
        Assert.Same(first, ShapedNodes.Of(nodes, ProviderType.Other, byZone: false, new HashSet<string>()));
        Assert.Equal(2, first.Count);
        Assert.Equal(["z1", "z2"], ShapedNodes.Of(nodes, ProviderType.Other, byZone: true, new HashSet<string>()).Select(g => g.Shape.Zone));
        // The owner of machines pays for them whether or not a label says spot.
        Assert.NotSame(first, ShapedNodes.Of(nodes, ProviderType.OnPrem, byZone: false, new HashSet<string>()));
        NodeView[] devices = [Make.Node("f", 0) with { Devices = new Dictionary<string, int> { ["example.com/lidar"] = 2 } }];
        Assert.Null(Assert.Single(ShapedNodes.Of(devices, ProviderType.Other, byZone: false, new HashSet<string>())).Shape.Accelerator);
        Assert.Equal("example.com/lidar", Assert.Single(ShapedNodes.Of(devices, ProviderType.Other, byZone: false, new HashSet<string> { "example.com/lidar" })).Shape.Accelerator);
        Assert.Equal(3, ShapedNodes.Of([.. nodes, Make.Node("c", 4)], ProviderType.Other, byZone: false, new HashSet<string>()).Count);
    }

    private IReadOnlyList<FleetPool> Build(NodeView[] nodes, bool byZone) =>
        Catalog(byZone).Build(_provider, Cluster, new MemberView { Cluster = "c", Provider = "p", Health = MemberHealth.Healthy, Nodes = nodes });

    private static PoolCatalog Catalog(bool byZone = false) => new(new PoolPrices(_ => null), byZone);
}
