using Lepton.Api.Policies;
using Lepton.Cli.Simulate.Setup;
using Lepton.Kubernetes.Serialization;
using Lepton.Placement;

namespace Lepton.Cli.Simulate.Contenders;

/// <summary>One way of placing that is tried on a future.</summary>
/// <param name="Solver">Used by one run only: a solver may remember what it chose.</param>
/// <param name="Policies">The policies it works under.</param>
internal sealed record Contender(string Name, IPlacementSolver Solver, Func<IReadOnlyList<PlacementPolicy>, IReadOnlyList<PlacementPolicy>> Policies)
{
    public const string LeptonName = "Lepton";

    /// <summary>The operator as it is.</summary>
    public static Contender Lepton(string name = LeptonName, long work = 0) => new(name, new LimitedSolver(work), policies => policies);

    /// <summary>
    /// Simple ways for comparison: the best single provider with the same solver; each model where it is cheapest when it asks, never moved; replicas by free capacity.
    /// </summary>
    public static IReadOnlyList<Contender> Simple(long work = 0) =>
    [
        new("cheapest single cloud", new SingleProviderSolver(work), policies => policies),
        new("cheapest first, no moves", new FixedSolver(Baselines.CheapestFirst), WithoutMoves),
        new("by free capacity", new FixedSolver(Baselines.ByFreeCapacity), WithoutMoves),
    ];

    private static IReadOnlyList<PlacementPolicy> WithoutMoves(IReadOnlyList<PlacementPolicy> policies) =>
        policies.Append(policies.Any(policy => policy.Metadata.Name == PlacementPolicy.DefaultName) ? null : new PlacementPolicy { Metadata = { Name = PlacementPolicy.DefaultName } })
            .OfType<PlacementPolicy>().Select(policy =>
            {
                var copy = KubernetesJson.Deserialize<PlacementPolicy>(KubernetesJson.ToNode(policy)!)!;
                copy.Spec.Rebalance.Mode = RebalanceMode.Disabled;
                return copy;
            }).ToList();
}
