using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Setup;

/// <summary>A fleet and what is to run on it. Nothing in it is changed by a run: every run works on copies of the models.</summary>
internal sealed record SimulationInput
{
    public required FleetDefinition Fleet { get; init; }

    public required IReadOnlyList<LeptonModel> Models { get; init; }

    public required IReadOnlyList<PlacementPolicy> Policies { get; init; }

    public required IReadOnlyList<CloudProvider> Providers { get; init; }

    /// <summary>List prices, without what the future does to them.</summary>
    public required IPoolPrices Prices { get; init; }

    /// <summary>From ordering a machine to its joining its cluster, in hours.</summary>
    public double NodeHours { get; init; } = 4.0 / 60;

    /// <summary>GiB per second at which images come onto a machine and weights into GPU memory.</summary>
    public double PullGiBPerSecond { get; init; } = 0.25;

    /// <summary>GiB per second at which a model's data is copied into a cluster where it is not stored.</summary>
    public double DataGiBPerSecond { get; init; } = 0.5;

    /// <summary>Whether pools are told apart by zone, as the operator does when a policy speaks of zones.</summary>
    public bool ByZone => Policies.Any(policy => policy.Spec.Spread?.Any(spread => spread.Topology == TopologyKind.Zone) == true);

    /// <summary>The same fleet under other policies; those of the same name are replaced.</summary>
    public SimulationInput With(IReadOnlyList<PlacementPolicy> policies) => policies.Count == 0 ? this : this with
    {
        Policies = [.. policies, .. Policies.Where(own => policies.All(other => other.Metadata.Name != own.Metadata.Name))],
    };

    public LoadDefinition? LoadOf(string model) => Fleet.Scenario.Load.FirstOrDefault(load => load.Model == model);

    /// <summary>From a machine being there to the replica serving: the image (by the fleet file's sizes, else 5 GiB) and the weights (estimated by the memory it asks for), in hours.</summary>
    public double StartHours(LeptonModel model, bool cpuOnly)
    {
        var image = Fleet.Members[0].Images.Where(entry => model.Spec.Image.StartsWith(entry.Name, StringComparison.Ordinal)).OrderByDescending(entry => entry.Name.Length).FirstOrDefault()?.SizeGiB ?? 5;
        var weights = cpuOnly ? 0 : 0.7 * Operator.Planning.ModelDemandOf.MemoryGiB(model);
        return (10 + (image + weights) / PullGiBPerSecond) / 3600;
    }
}
