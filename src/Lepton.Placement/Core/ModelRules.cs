namespace Lepton.Placement.Core;

/// <summary>A spread rule over one topology.</summary>
/// <param name="MinDomains">0 for none.</param>
/// <param name="CapUnits">Most units in one domain, unless a single replica is more; infinite for none.</param>
/// <param name="MaxSkew">Most replicas a domain may have above the emptiest eligible domain; <see cref="int.MaxValue"/> for none.</param>
/// <param name="Eligible">Domains in which the model could run at least one replica.</param>
internal sealed record SpreadData(SpreadTopology Topology, int MinDomains, double CapUnits, int MaxSkew, int[] Eligible);

/// <summary>What a model's replicas must obey together.</summary>
/// <param name="SpotUnits">Most units on spot capacity; infinite for no rule.</param>
/// <param name="MinOnDemand">Least replicas outside spot capacity, once any is placed.</param>
internal sealed record ModelRules(IReadOnlyList<SpreadData> Spread, double SpotUnits, int MinOnDemand)
{
    /// <summary>Replicas the rules ask for once any is placed: one in each domain, or the on-demand floor.</summary>
    internal int LeastReplicas { get; } = Spread.Select(s => s.MinDomains).Append(MinOnDemand).Max();

    /// <summary>Whether a rule can ask for more replicas than the demand does.</summary>
    internal bool HasFloors { get; } = MinOnDemand > 0 || Spread.Any(s => s.MinDomains > 1 || s.MaxSkew < int.MaxValue);

    /// <summary>Whether replicas have to be placed one by one.</summary>
    internal bool HasSkew { get; } = Spread.Any(s => s.MaxSkew < int.MaxValue);
}
