using Lepton.Placement.Core;

namespace Lepton.Placement.Admission;

/// <summary>
/// Finds models that no placement can serve, whatever the others do: contradictory rules, gangs that fit no cluster. They are refused with the
/// names of what contradicts before the search, so that their penalties do not drown everything else. Never refuses what could be placed.
/// </summary>
internal static class Refusal
{
    /// <param name="model">With all pools it may run in as options.</param>
    /// <returns>Why the model cannot be placed; empty if it may be.</returns>
    internal static IReadOnlyList<string> Of(Instance instance, ModelData model)
    {
        if (model.Options.Length == 0)
        {
            return NoPool.Reasons(instance, model.Source);
        }

        var reasons = new List<string>();
        foreach (var rule in model.Rules.Spread.Where(r => r.MinDomains > r.Eligible.Length))
        {
            reasons.Add($"spread over {Topology(rule)}: minDomains is {rule.MinDomains}, but only {Domains(model, rule)} can run it");
        }

        var safe = model.Options.Where(o => !o.Pool.Spot).Sum(o => (long)o.Most);
        if (model.Rules.MinOnDemand > safe)
        {
            reasons.Add($"minOnDemandReplicas is {model.Rules.MinOnDemand}, but outside spot capacity there is room for {safe} in all pools that can run it");
        }

        if (model.Gang && reasons.Count == 0)
        {
            reasons.AddRange(GangFit.Reasons(model));
        }

        return reasons;
    }

    internal static string Topology(SpreadData rule) => rule.Topology switch
    {
        SpreadTopology.Provider => "providers",
        SpreadTopology.Region => "regions",
        SpreadTopology.Zone => "zones",
        _ => "clusters",
    };

    private static string Domains(ModelData model, SpreadData rule)
    {
        var names = model.Options.Select(o => DomainIndex.Name(o.Pool.Source, rule.Topology)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return $"{names.Count} ({string.Join(", ", names)})";
    }
}
