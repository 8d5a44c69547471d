using Lepton.Api.Policies;
using Lepton.Operator.Planning.Pools;

namespace Lepton.Operator.Planning.Rules;

/// <summary>
/// The rules a policy sets on where a model may be, as reasons: every pool a rule excludes is named with the rule and with what would be right,
/// so that an impossible combination can be read off the model's status.
/// </summary>
internal static class PoolRules
{
    /// <summary>Why <paramref name="pool"/> is closed to a model under <paramref name="policy"/>; null when it is open.</summary>
    public static string? Excludes(PlacementPolicy? policy, FleetPool pool)
    {
        if (pool.Unusable is { } unusable)
            return unusable;
        return policy is null ? Taints(null, pool) : Policy(policy, pool);
    }

    private static string? Policy(PlacementPolicy policy, FleetPool pool)
    {
        var spec = policy.Spec;
        var name = policy.Metadata.Name;
        if (spec.Providers?.Allow is { Count: > 0 } allowed && !allowed.Contains(pool.Provider))
            return $"policy {name}: providers.allow is [{string.Join(", ", allowed)}], {pool.Provider} is not in it";
        if (spec.Providers?.Deny?.Contains(pool.Provider) == true)
            return $"policy {name}: providers.deny names {pool.Provider}";
        if (spec.Regions?.Allow is { Count: > 0 } regions && !regions.Contains(pool.Region))
            return $"policy {name}: regions.allow is [{string.Join(", ", regions)}], {pool.Region} is not in it";
        if (spec.Regions?.Deny?.Contains(pool.Region) == true)
            return $"policy {name}: regions.deny names {pool.Region}";
        if (spec.Jurisdictions is { Count: > 0 } jurisdictions && (pool.Jurisdiction is null || !jurisdictions.Contains(pool.Jurisdiction)))
            return $"policy {name}: jurisdictions is [{string.Join(", ", jurisdictions)}], cluster {pool.Cluster} is in {pool.Jurisdiction ?? "none that is stated"}";
        var missing = (spec.RequiredCompliance ?? []).Where(c => !pool.Labels.Contains(ClusterFacts.Compliance(c))).ToList();
        if (missing.Count > 0)
            return $"policy {name}: requiredCompliance {string.Join(", ", missing)} is not stated for cluster {pool.Cluster}";
        if (spec.ClusterSelector is { } selector && ClusterSelection.Mismatch(selector, pool.Labels) is { } mismatch)
            return $"policy {name}: clusterSelector asks for {mismatch}, which cluster {pool.Cluster} does not have";
        if (spec.CapacityTypes is { Count: > 0 } types && !types.Any(t => t.ToString() == pool.CapacityType.ToString()))
            return $"policy {name}: capacityTypes is [{string.Join(", ", types)}], the pool is {pool.CapacityType}";
        return Taints(policy, pool);
    }

    private static string? Taints(PlacementPolicy? policy, FleetPool pool)
    {
        var tolerations = policy?.Spec.Tolerations ?? [];
        var taint = pool.Taints.FirstOrDefault(t => !tolerations.Any(b => b.Tolerates(t)));
        return taint is null ? null : $"taint {ToleratedTaints.Text(taint)} of cluster {pool.Cluster} is not tolerated by {(policy is null ? "any policy" : $"policy {policy.Metadata.Name}")}";
    }
}
