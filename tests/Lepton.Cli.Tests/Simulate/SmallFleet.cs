using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Running;
using Lepton.Cli.Simulate.Setup;
using Lepton.Operator.Planning.Pools;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

/// <summary>A fleet small enough to reckon by hand: "west" of a cheap provider ($1 per GPU hour, spot $0.40) and "east" of a dear one ($3), machines of four GPUs.</summary>
internal static class SmallFleet
{
    /// <summary>Nothing happens by chance.</summary>
    public static ChanceDefinition Calm { get; } = new() { OutagesPerMonth = 0, NodeLossesPerMonth = 0, ReclaimsPerMonth = 0, StockOutsPerMonth = 0, SpotVolatility = 0 };

    public static FleetDefinition Two(ChanceDefinition? chance = null) => new(
        "two",
        new ClusterDefinition("hub"),
        [
            Cluster("west", "cheap", new NodePoolDefinition("fixed", "box") { Count = 1, MaxNodes = 1 }, new NodePoolDefinition("more", "box") { MaxNodes = 4 },
                new NodePoolDefinition("spot", "box") { MaxNodes = 2, CapacityType = NodeCapacityType.Spot }),
            Cluster("east", "dear", new NodePoolDefinition("more", "box") { MaxNodes = 4 }),
        ])
    {
        Terms =
        [
            new ProviderTerms("cheap") { GpuHour = new Dictionary<string, double> { ["L4"] = 1 } },
            new ProviderTerms("dear") { GpuHour = new Dictionary<string, double> { ["L4"] = 3 } },
        ],
        Scenario = new ScenarioDefinition { Chance = chance ?? new ChanceDefinition() },
    };

    public static SimulationInput Input(FleetDefinition fleet, IReadOnlyList<LeptonModel> models, params PlacementPolicy[] policies)
    {
        var providers = FleetProviders.Of(fleet);
        foreach (var provider in providers.Where(provider => provider.Metadata.Name == "cheap"))
            provider.Spec.Pricing!.GpuHour!.Add(new Api.Providers.GpuPrice { Accelerator = "L4", CapacityType = Api.CapacityKind.Spot, DollarsPerGpuHour = 0.4 });
        return new SimulationInput { Fleet = fleet, Models = models, Policies = policies.Length > 0 ? policies : [Policy()], Providers = providers, Prices = new PoolPrices(_ => null) };
    }

    public static PlacementPolicy Policy(Action<PlacementPolicySpec>? change = null)
    {
        var policy = new PlacementPolicy { Metadata = { Name = PlacementPolicy.DefaultName } };
        policy.Spec.CapacityTypes = [Api.CapacityKind.OnDemand, Api.CapacityKind.Reserved];
        change?.Invoke(policy.Spec);
        return policy;
    }

    /// <summary>One GPU per replica, 10 units per second each.</summary>
    public static LeptonModel Model(string name, double units, int gpus = 1) => new()
    {
        Metadata = { Name = name, Namespace = "ns" },
        Spec =
        {
            Image = "image:1",
            Accelerators = [new ModelAccelerator { Name = "L4", Count = gpus, Throughput = 10 }],
            Demand = new ModelDemand { UnitsPerSecond = units },
        },
    };

    public static RunResult Run(SimulationInput input, double hours, int seed = 1, Cli.Simulate.Contenders.Contender? contender = null) =>
        SimulationRun.Execute(input, Future.Draw(input.Fleet, hours, seed), contender ?? Cli.Simulate.Contenders.Contender.Lepton());

    private static ClusterDefinition Cluster(string name, string provider, params NodePoolDefinition[] pools) => new(name)
    {
        ProviderName = provider,
        Region = $"r-{name}",
        NodePools = pools,
        InstanceTypes = [new InstanceType("", "box", "L4", 4, 24, 64, 256)],
    };
}
