using Lepton.Api.Accelerators;
using Lepton.Api.Providers;

namespace Lepton.Api.Tests.Accelerators;

/// <summary>Label sets as they are found on nodes of the clouds.</summary>
public class NodeLabelsTests
{
    private static Dictionary<string, string> Labels(params string[] pairs) =>
        pairs.Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    private static readonly Dictionary<string, string> EksWithGpuOperator = Labels(
        "beta.kubernetes.io/instance-type=p5.48xlarge", "eks.amazonaws.com/capacityType=ON_DEMAND", "eks.amazonaws.com/nodegroup=h100",
        "kubernetes.io/arch=amd64", "node.kubernetes.io/instance-type=p5.48xlarge", "nvidia.com/gpu.count=8", "nvidia.com/gpu.family=hopper",
        "nvidia.com/gpu.memory=81559", "nvidia.com/gpu.present=true", "nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3", "nvidia.com/mig.capable=true",
        "topology.kubernetes.io/region=us-east-1", "topology.kubernetes.io/zone=us-east-1d");

    private static readonly Dictionary<string, string> EksKarpenter = Labels(
        "karpenter.k8s.aws/instance-family=p4de", "karpenter.k8s.aws/instance-gpu-count=8", "karpenter.k8s.aws/instance-gpu-manufacturer=nvidia",
        "karpenter.k8s.aws/instance-gpu-memory=81920", "karpenter.k8s.aws/instance-gpu-name=a100", "karpenter.sh/capacity-type=spot", "karpenter.sh/nodepool=gpu",
        "node.kubernetes.io/instance-type=p4de.24xlarge", "topology.kubernetes.io/zone=us-west-2a");

    private static readonly Dictionary<string, string> GkeSpot = Labels(
        "cloud.google.com/gke-accelerator=nvidia-l4", "cloud.google.com/gke-gpu-driver-version=default", "cloud.google.com/gke-nodepool=l4-spot",
        "cloud.google.com/gke-provisioning=spot", "cloud.google.com/gke-spot=true", "cloud.google.com/machine-family=g2",
        "node.kubernetes.io/instance-type=g2-standard-8", "topology.kubernetes.io/region=us-central1", "topology.kubernetes.io/zone=us-central1-a");

    private static readonly Dictionary<string, string> AksSpot = Labels(
        "accelerator=nvidia", "agentpool=a100", "kubernetes.azure.com/accelerator=nvidia", "kubernetes.azure.com/agentpool=a100",
        "kubernetes.azure.com/scalesetpriority=spot", "node.kubernetes.io/instance-type=Standard_NC24ads_A100_v4",
        "topology.kubernetes.io/region=eastus", "topology.kubernetes.io/zone=0");

    private static readonly Dictionary<string, string> CoreWeave = Labels(
        "gpu.nvidia.com/class=H200", "gpu.nvidia.com/count=8", "gpu.nvidia.com/model=H200", "gpu.nvidia.com/vram=143",
        "node.kubernetes.io/instance-type=gd-8xh200ib-i128", "topology.kubernetes.io/region=US-EAST-04");

    [Fact]
    public void Gpu_feature_discovery_on_eks()
    {
        var reading = NodeLabels.ReadAccelerator(EksWithGpuOperator);
        Assert.Equal("H100", reading?.Name);
        Assert.Equal(Labels("nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3"), reading!.Selector);
        Assert.Equal(CapacityKind.OnDemand, NodeLabels.ReadCapacityType(EksWithGpuOperator, ProviderType.AWS));
        Assert.Equal("p5.48xlarge", NodeLabels.ReadInstanceType(EksWithGpuOperator));
        Assert.Equal("us-east-1", NodeLabels.ReadRegion(EksWithGpuOperator));
        Assert.Equal("us-east-1d", NodeLabels.ReadZone(EksWithGpuOperator));
    }

    [Fact]
    public void Karpenter_on_aws_tells_variants_by_memory()
    {
        var reading = NodeLabels.ReadAccelerator(EksKarpenter);
        Assert.Equal("A100-80GB", reading?.Name);
        Assert.Equal(Labels("karpenter.k8s.aws/instance-gpu-name=a100", "karpenter.k8s.aws/instance-gpu-memory=81920"), reading!.Selector);
        Assert.Equal(CapacityKind.Spot, NodeLabels.ReadCapacityType(EksKarpenter, ProviderType.AWS));
        Assert.Equal(KeyValuePair.Create("karpenter.sh/capacity-type", "spot"), NodeLabels.ReadCapacityLabel(EksKarpenter));
    }

    [Fact]
    public void Eks_auto_mode()
    {
        var labels = Labels("eks.amazonaws.com/instance-gpu-name=l40s", "eks.amazonaws.com/instance-gpu-memory=45776", "eks.amazonaws.com/instance-gpu-count=4", "karpenter.sh/capacity-type=reserved");
        Assert.Equal("L40S", NodeLabels.ReadAccelerator(labels)?.Name);
        Assert.Equal(CapacityKind.Reserved, NodeLabels.ReadCapacityType(labels));
    }

    [Fact]
    public void Gke_spot()
    {
        var reading = NodeLabels.ReadAccelerator(GkeSpot);
        Assert.Equal("L4", reading?.Name);
        Assert.Equal(Labels("cloud.google.com/gke-accelerator=nvidia-l4"), reading!.Selector);
        Assert.Equal(CapacityKind.Spot, NodeLabels.ReadCapacityType(GkeSpot, ProviderType.GCP));
        Assert.Equal("us-central1-a", NodeLabels.ReadZone(GkeSpot));
    }

    [Fact]
    public void Aks_says_only_nvidia_so_the_instance_type_decides()
    {
        var reading = NodeLabels.ReadAccelerator(AksSpot);
        Assert.Equal("A100-80GB", reading?.Name);
        Assert.Equal(Labels("node.kubernetes.io/instance-type=Standard_NC24ads_A100_v4"), reading!.Selector);
        Assert.Equal(CapacityKind.Spot, NodeLabels.ReadCapacityType(AksSpot, ProviderType.Azure));
        Assert.Null(NodeLabels.ReadZone(AksSpot));
    }

    [Fact]
    public void Aks_node_auto_provisioning_leaves_the_variant_to_the_instance_type()
    {
        var labels = Labels("karpenter.azure.com/sku-gpu-name=A100", "karpenter.sh/capacity-type=on-demand", "node.kubernetes.io/instance-type=Standard_ND96amsr_A100_v4");
        var reading = NodeLabels.ReadAccelerator(labels);
        Assert.Equal("A100-80GB", reading?.Name);
        Assert.Equal("Standard_ND96amsr_A100_v4", reading!.Selector["node.kubernetes.io/instance-type"]);
        Assert.Equal("A100", reading.Selector["karpenter.azure.com/sku-gpu-name"]);
    }

    [Fact]
    public void CoreWeave_states_memory_in_gibibytes()
    {
        Assert.Equal("H200", NodeLabels.ReadAccelerator(CoreWeave)?.Name);
        Assert.Equal("A100-40GB", NodeLabels.ReadAccelerator(Labels("gpu.nvidia.com/class=A100", "gpu.nvidia.com/vram=40"))?.Name);
    }

    [Fact]
    public void Amd_operator()
    {
        var reading = NodeLabels.ReadAccelerator(Labels("amd.com/gpu.family=AI", "amd.com/gpu.product-name=AMD_Instinct_MI300X_OAM", "amd.com/gpu.vram=192G"));
        Assert.Equal("MI300X", reading?.Name);
    }

    [Fact]
    public void A_slice_is_a_problem_even_when_the_instance_type_has_whole_gpus()
    {
        var labels = Labels("nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "nvidia.com/mig.strategy=single", "node.kubernetes.io/instance-type=p4d.24xlarge");
        var reading = NodeLabels.ReadAccelerator(labels);
        Assert.Null(reading!.Name);
        Assert.Contains("MIG slice", reading.Problem, StringComparison.Ordinal);
        Assert.Contains("nvidia.com/gpu.product=NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_product_is_a_problem_that_names_the_way_out()
    {
        var reading = NodeLabels.ReadAccelerator(Labels("nvidia.com/gpu.product=NVIDIA-X9000"));
        Assert.Null(reading!.Name);
        Assert.Contains("NVIDIA-X9000", reading.Problem, StringComparison.Ordinal);
        Assert.Contains("lepton.ai/accelerator", reading.Problem, StringComparison.Ordinal);
        Assert.Contains("H100", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_product_does_not_hide_a_known_instance_type() =>
        Assert.Equal("L4", NodeLabels.ReadAccelerator(Labels("nvidia.com/gpu.product=Unknown-Device", "node.kubernetes.io/instance-type=g6.xlarge"))?.Name);

    [Fact]
    public void Our_own_labels_win()
    {
        var labels = new Dictionary<string, string>(GkeSpot, StringComparer.Ordinal) { ["lepton.ai/accelerator"] = "L40S", ["lepton.ai/capacity-type"] = "Reserved" };
        Assert.Equal("L40S", NodeLabels.ReadAccelerator(labels)?.Name);
        Assert.Equal(CapacityKind.Reserved, NodeLabels.ReadCapacityType(labels));
        labels["lepton.ai/accelerator"] = "L40X";
        Assert.Contains("nearest: L40", NodeLabels.ReadAccelerator(labels)?.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_gpus_has_no_reading()
    {
        Assert.Null(NodeLabels.ReadAccelerator(null));
        Assert.Null(NodeLabels.ReadAccelerator(Labels("kubernetes.io/arch=amd64", "node.kubernetes.io/instance-type=m7i.2xlarge")));
    }

    [Theory]
    [InlineData(ProviderType.AWS, CapacityKind.OnDemand)]
    [InlineData(ProviderType.Other, CapacityKind.OnDemand)]
    [InlineData(ProviderType.OnPrem, CapacityKind.Reserved)]
    [InlineData(ProviderType.Edge, CapacityKind.Reserved)]
    public void Without_a_label_the_provider_decides_the_terms(ProviderType provider, CapacityKind expected)
    {
        Assert.Equal(expected, NodeLabels.ReadCapacityType(Labels("kubernetes.io/os=linux"), provider));
        Assert.Null(NodeLabels.ReadCapacityLabel(Labels("kubernetes.io/os=linux")));
    }

    [Theory]
    [InlineData("eks.amazonaws.com/capacityType=SPOT", CapacityKind.Spot)]
    [InlineData("eks.amazonaws.com/capacityType=CAPACITY_BLOCK", CapacityKind.Reserved)]
    [InlineData("cloud.google.com/gke-preemptible=true", CapacityKind.Spot)]
    [InlineData("cloud.google.com/gke-provisioning=standard", CapacityKind.OnDemand)]
    [InlineData("cloud.google.com/gke-provisioning=reservation", CapacityKind.Reserved)]
    [InlineData("kubernetes.azure.com/scalesetpriority=regular", CapacityKind.OnDemand)]
    [InlineData("node.kubernetes.io/lifecycle=spot", CapacityKind.Spot)]
    [InlineData("cloud.google.com/gke-spot=false", CapacityKind.OnDemand)]
    public void Terms_are_read_from_each_clouds_label(string label, CapacityKind expected) => Assert.Equal(expected, NodeLabels.ReadCapacityType(Labels(label)));

    [Fact]
    public void Older_topology_labels_are_read_too()
    {
        var labels = Labels("failure-domain.beta.kubernetes.io/region=eu-west-1", "failure-domain.beta.kubernetes.io/zone=eu-west-1b", "beta.kubernetes.io/instance-type=g5.xlarge");
        Assert.Equal("eu-west-1", NodeLabels.ReadRegion(labels));
        Assert.Equal("eu-west-1b", NodeLabels.ReadZone(labels));
        Assert.Equal("A10G", NodeLabels.ReadAccelerator(labels)?.Name);
        Assert.Equal(Labels("beta.kubernetes.io/instance-type=g5.xlarge"), NodeLabels.ReadAccelerator(labels)!.Selector);
    }
}
