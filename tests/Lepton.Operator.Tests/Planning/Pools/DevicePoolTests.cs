using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Pools;

/// <summary>Accelerators that are no GPUs: FPGAs, slices of GPUs and other chips, known by their extended resource.</summary>
public sealed class DevicePoolTests
{
    private const string Fpga = "xilinx.com/fpga-u250";
    private readonly CloudProvider _provider = Make.Provider("p", 10, Make.Cluster("c"));

    [Fact]
    public void Nodes_with_fpgas_are_a_pool_under_the_name_of_their_resource()
    {
        Price(Fpga, 1.65);
        var pool = Assert.Single(Build(Offering("a", (Fpga, 2)), Offering("b", (Fpga, 2))));
        Assert.Equal(($"c/{Fpga}/OnDemand/f1", Fpga, Fpga, 2), (pool.Id, pool.Accelerator, pool.ResourceName, pool.GpusPerNode));
        Assert.Equal((1.65, null), (pool.PricePerGpuHour, pool.Unusable));
    }

    [Fact]
    public void Without_a_price_they_are_seen_but_not_used() =>
        Assert.StartsWith("the price is unknown: ", Assert.Single(Build(Offering("a", (Fpga, 1)))).Unusable, StringComparison.Ordinal);

    [Theory]
    [InlineData("aws.amazon.com/neuron")]
    [InlineData("google.com/tpu")]
    [InlineData("nvidia.com/mig-1g.10gb")]
    [InlineData("fpga.intel.com/af-d8424dc4a4a3c413f89e433683f9040b")]
    [InlineData("amd.com/xilinx_u250_gen3x16_xdma_shell_3_1-0")]
    public void Resources_of_known_device_plugins_make_accelerator_nodes(string resource) =>
        Assert.Equal(resource, Assert.Single(Build(Offering("a", (resource, 1)))).Accelerator);

    [Theory]
    [InlineData("vpc.amazonaws.com/pod-eni")]
    [InlineData("smarter-devices/fuse")]
    [InlineData("rdma/hca")]
    public void Other_extended_resources_leave_a_node_one_without_gpus(string resource)
    {
        Assert.Null(Assert.Single(Build(Offering("a", (resource, 107)))).Accelerator);
        Price(resource, 3);
        Assert.Equal(resource, Assert.Single(Build(Offering("a", (resource, 107)))).Accelerator);
    }

    [Fact]
    public void A_gpu_comes_first_then_what_the_provider_names_then_what_is_known()
    {
        var node = Offering("a", ("aws.amazon.com/neuron", 4), ("aws.amazon.com/neuroncore", 8));
        Assert.Equal("aws.amazon.com/neuron", Assert.Single(Build(node)).Accelerator);
        Price("aws.amazon.com/neuroncore", 0.5);
        Assert.Equal(("aws.amazon.com/neuroncore", 8), (Assert.Single(Build(node)).Accelerator, Build(node)[0].GpusPerNode));
        Assert.Equal("H100", Assert.Single(Build(Make.Node("b") with { Devices = new Dictionary<string, int> { [Make.Gpu] = 8, ["aws.amazon.com/neuroncore"] = 8 } })).Accelerator);
    }

    [Fact]
    public void What_is_used_up_or_not_offered_does_not_count() =>
        Assert.Null(Assert.Single(Build(Offering("a", ("nvidia.com/mig-1g.10gb", 0)))).Accelerator);

    [Fact]
    public void A_declared_pool_of_devices_scales_from_zero()
    {
        Price(Fpga, 1.65);
        _provider.Spec.Clusters![0].NodePools = [new NodePool { Name = "f", Accelerator = Fpga, GpusPerNode = 2, Cpu = "8", Memory = "100Gi", InstanceType = "f1", MaxNodes = 3 }];
        var pool = Assert.Single(Build());
        Assert.Equal((Fpga, Fpga, 3, 3.3), (pool.Accelerator, pool.ResourceName, pool.ScalableNodes, pool.NodeHourlyPrice));
        Assert.Equal((1, 2), (Assert.Single(Build(Offering("a", (Fpga, 2)))).Nodes.Count, Build(Offering("a", (Fpga, 2)))[0].ScalableNodes));
    }

    [Fact]
    public void A_model_that_asks_for_the_resource_is_placed_on_it()
    {
        var fleet = new Fleet().Cloud("rack", 10, Make.Node("gpu"), Offering("a", (Fpga, 2)));
        fleet.Providers[0].Spec.Pricing!.GpuHour!.Add(new GpuPrice { Accelerator = Fpga, DollarsPerGpuHour = 1.5 });
        var model = Make.Model("m", 2, 1);
        model.Spec.Accelerators![0] = new() { Name = "alveo", ResourceName = Fpga, Count = 1 };
        var own = Fleet.Of(fleet.With(model).Settle(), "m");
        Assert.Equal(("2@rack", 3.0), (Fleet.Where(own), own.HourlyCost));
        Assert.Equal((Fpga, $"rack/{Fpga}/OnDemand/f1"), (model.Status!.Placements![0].ResourceName, model.Status.Placements[0].Pool));
        Assert.Empty(ProblemValidator.Validate(fleet.Plan().Problem));
    }

    private void Price(string resource, double dollars) => _provider.Spec.Pricing!.GpuHour!.Add(new GpuPrice { Accelerator = resource, DollarsPerGpuHour = dollars });

    private static NodeView Offering(string name, params (string Resource, int Count)[] devices) =>
        Make.Bare(name, 0, ("node.kubernetes.io/instance-type", "f1")) with { Devices = devices.ToDictionary(d => d.Resource, d => d.Count) };

    private IReadOnlyList<FleetPool> Build(params NodeView[] nodes) => new PoolCatalog(new PoolPrices(_ => null), byZone: false)
        .Build(_provider, _provider.Spec.Clusters![0], new MemberView { Cluster = "c", Provider = "p", Health = MemberHealth.Healthy, Nodes = nodes });
}
