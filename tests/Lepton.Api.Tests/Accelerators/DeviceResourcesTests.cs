using Lepton.Api.Accelerators;
using Lepton.Api.Providers;
using Lepton.Api.Tests.Validation;

namespace Lepton.Api.Tests.Accelerators;

public class DeviceResourcesTests
{
    private static readonly HashSet<string> Nothing = [];

    [Theory]
    [InlineData("H100", false)]
    [InlineData("xilinx.com/fpga", true)]
    public void A_resource_has_a_domain(string name, bool resource) => Assert.Equal(resource, DeviceResources.IsResource(name));

    [Fact]
    public void A_provider_names_devices_by_prices_commitments_and_pools()
    {
        var provider = Valid.Provider();
        Assert.Empty(DeviceResources.NamedBy(provider));
        (provider.Spec.Pricing ??= new()).GpuHour = [new GpuPrice { Accelerator = "a.com/x", DollarsPerGpuHour = 1 }, new GpuPrice { Accelerator = "H100", DollarsPerGpuHour = 1 }];
        provider.Spec.Commitments = [new Commitment { Accelerator = "a.com/y", Gpus = 1 }];
        provider.Spec.Clusters![0].NodePools = [new NodePool { Name = "p", Accelerator = "a.com/z" }, new NodePool { Name = "q" }];
        Assert.Equal(["a.com/x", "a.com/y", "a.com/z"], DeviceResources.NamedBy(provider).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_several_the_named_ones_come_first_each_in_alphabetical_order()
    {
        Dictionary<string, int> node = new() { ["furiosa.ai/rngd"] = 1, ["aws.amazon.com/neuron"] = 1, ["z.com/own"] = 1, ["y.com/own"] = 1, ["x.com/own"] = 0 };
        Assert.Equal("aws.amazon.com/neuron", DeviceResources.Choose(node, Nothing));
        Assert.Equal("y.com/own", DeviceResources.Choose(node, new HashSet<string> { "z.com/own", "y.com/own", "x.com/own" }));
        Assert.Null(DeviceResources.Choose(new Dictionary<string, int> { ["x.com/own"] = 3 }, Nothing));
    }
}
