using Lepton.Api.Accelerators;
using Lepton.Api.Providers;

namespace Lepton.Api.Tests.Accelerators;

public class NodeSelectorsTests
{
    [Fact]
    public void Declared_labels_are_all_there_is()
    {
        var pool = new NodePool { Name = "a", InstanceType = "g5.xlarge", NodeSelector = new() { ["pool"] = "a10g" } };
        Assert.Equal(pool.NodeSelector, NodeSelectors.Of(ProviderType.AWS, pool));
    }

    [Fact]
    public void Without_labels_the_instance_type_selects()
    {
        var pool = new NodePool { Name = "a", InstanceType = "p5.48xlarge", Accelerator = "H100", GpusPerNode = 8 };
        Assert.Equal("p5.48xlarge", Assert.Single(NodeSelectors.Of(ProviderType.AWS, pool)).Value);
    }

    [Fact]
    public void Gke_selects_by_its_own_gpu_and_spot_labels()
    {
        var pool = new NodePool { Name = "a", Accelerator = "L4", GpusPerNode = 1, CapacityType = CapacityKind.Spot };
        var selector = NodeSelectors.Of(ProviderType.GCP, pool);
        Assert.Equal("nvidia-l4", selector["cloud.google.com/gke-accelerator"]);
        Assert.Equal("true", selector["cloud.google.com/gke-spot"]);
        Assert.Equal(2, selector.Count);
    }

    [Fact]
    public void What_gke_is_said_to_carry_is_read_back_as_the_same_gpu()
    {
        foreach (var name in AcceleratorCatalog.Names)
        {
            if (NodeSelectors.GkeName(name) is { } gke)
                Assert.Equal(name, NodeLabels.ReadAccelerator(new Dictionary<string, string> { ["cloud.google.com/gke-accelerator"] = gke })?.Name);
        }
        Assert.Equal("nvidia-a100-80gb", NodeSelectors.GkeName("A100-80GB"));
        Assert.Null(NodeSelectors.GkeName("MI300X"));
    }

    [Fact]
    public void Nothing_known_selects_nothing() => Assert.Empty(NodeSelectors.Of(ProviderType.OnPrem, new NodePool { Name = "a", Accelerator = "H100", GpusPerNode = 8 }));

    [Fact]
    public void A_node_with_a_label_that_means_spot_is_read_as_spot()
    {
        foreach (var (key, values) in NodeLabels.SpotLabels)
            Assert.All(values, v => Assert.Equal(CapacityKind.Spot, NodeLabels.ReadCapacityType(new Dictionary<string, string> { [key] = v })));
        Assert.Equal(NodeLabels.CapacityTypeOverride, NodeLabels.SpotLabels[0].Key);
    }
}
