using Lepton.Placement.Core;

namespace Lepton.Placement.Rules;

/// <summary>Turns shares into units and finds the domains a model could use.</summary>
internal static class RulesCompiler
{
    private const double Noise = 1e-9;

    /// <param name="pools">All in which the model could run a replica.</param>
    internal static ModelRules Compile(Model model, double demand, IReadOnlyCollection<PoolData> pools) => new(
        model.Spread.Select(rule => Spread(rule, demand, pools)).ToList(),
        SpotUnits(model, demand),
        model.MinOnDemandReplicas ?? 0);

    /// <summary>A share below 1 is a strict ceiling on units: 0.3 of one replica allows none on spot.</summary>
    internal static double SpotUnits(Model model, double demand) =>
        model.MaxSpotShare is { } share && share < 1 ? share * demand * (1 + Noise) : double.PositiveInfinity;

    internal static bool AllowsOneOnSpot(Model model, double demand, double units) => units <= SpotUnits(model, demand);

    /// <summary>⌈share·demand⌉ units; a single replica in a domain is always allowed (checked with the placement).</summary>
    private static double CapUnits(SpreadRule rule, double demand) =>
        rule.MaxShare is { } share && share < 1 ? Math.Ceiling((share * demand) - Noise) * (1 + Noise) : double.PositiveInfinity;

    private static SpreadData Spread(SpreadRule rule, double demand, IReadOnlyCollection<PoolData> pools) => new(
        rule.Topology,
        rule.MinDomains ?? 0,
        CapUnits(rule, demand),
        rule.MaxSkew ?? int.MaxValue,
        pools.Select(p => p.Domains[(int)rule.Topology]).Distinct().Order().ToArray());
}
