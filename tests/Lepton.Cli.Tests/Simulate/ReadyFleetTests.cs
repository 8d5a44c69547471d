using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Operator.Planning.Pools;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

/// <summary>What the ready fleet for simulations promises.</summary>
public sealed class ReadyFleetTests
{
    private static readonly SimulationInput Input = InputLoader.Load(ReadyFleets.TwentyClusters, []);

    [Fact]
    public void Twenty_members_of_clouds_neoclouds_a_data_centre_and_an_edge_site()
    {
        Assert.Equal(20, Input.Fleet.Members.Count);
        Assert.Equal(["aws", "azure", "coreweave", "edge", "gcp", "hyperstack", "lambda", "nebius", "onprem"], Input.Providers.Select(provider => provider.Metadata.Name!));
        Assert.Equal(19, Input.Models.Count);
        Assert.All(Input.Models.Where(model => model.Spec.Workload == Api.Models.WorkloadKind.Inference), model => Assert.NotNull(Input.LoadOf($"{model.Metadata.Namespace}/{model.Metadata.Name}")));
    }

    [Fact]
    public void Every_pool_has_a_price_and_spot_costs_no_more_than_on_demand()
    {
        var prices = new Dictionary<(string, string, string), Dictionary<Placement.CapacityType, double>>();
        foreach (var provider in Input.Providers)
        {
            foreach (var cluster in provider.Spec.Clusters!)
            {
                var member = new SimWorld(Input).Find(cluster.Name)!.See(0, at => DateTimeOffset.UnixEpoch.AddHours(at));
                foreach (var pool in new PoolCatalog(Input.Prices, byZone: false).Build(provider, cluster, member))
                {
                    Assert.True(pool.Unusable is null, $"{pool.Id}: {pool.Unusable}");
                    if (pool.PricePerGpuHour is { } price)
                        (prices.TryGetValue((provider.Metadata.Name!, cluster.Region, pool.InstanceType!), out var known) ? known : prices[(provider.Metadata.Name!, cluster.Region, pool.InstanceType!)] = [])[pool.CapacityType] = price;
                }
            }
        }

        Assert.True(prices.Count > 50);
        Assert.All(prices.Values.Where(price => price.Count > 1), price => Assert.True(price[Placement.CapacityType.Spot] <= price[Placement.CapacityType.OnDemand]));
        Assert.True(prices.Values.Count(price => price.ContainsKey(Placement.CapacityType.Spot)) >= 10);
    }

    [Fact]
    public void Each_declared_pool_is_the_pool_of_its_machines()
    {
        foreach (var member in Input.Fleet.Members)
        {
            var provider = Input.Providers.First(provider => provider.Metadata.Name == member.ProviderObject);
            var cluster = provider.Spec.Clusters!.First(cluster => cluster.Name == member.Name);
            foreach (var pool in member.NodePools)
            {
                var machine = NodeShape.Of(WorldBuilder.Machine(member, pool, 0), provider.Spec.Type, byZone: false).PoolId(member.Name);
                Assert.Equal(machine, NodeShape.Of(cluster.NodePools!.First(declared => declared.Name == pool.Name)).PoolId(member.Name));
            }
        }
    }
}
