using Lepton.Api.Providers;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Pools;

/// <summary>
/// Zones tell pools apart only while a policy spreads over them; so a policy that comes or goes renames pools. Placements under the former names are kept
/// where they are: the pools they name are added, closed.
/// </summary>
/// <param name="other">Finds pools the other way: with zones when they do not count now, without when they do.</param>
internal sealed class FormerPools(FleetSnapshot snapshot, PoolCatalog other)
{
    private readonly ILookup<string, string> _named = snapshot.Models.SelectMany(m => m.Status?.Placements ?? [])
        .DistinctBy(p => p.Pool).ToLookup(p => p.Cluster, p => p.Pool, StringComparer.Ordinal);

    public IReadOnlyList<FleetPool> Add(IReadOnlyList<FleetPool> pools, CloudProvider provider, MemberCluster cluster, MemberView member)
    {
        var missing = _named[cluster.Name].Except(pools.Select(p => p.Id), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0)
            return pools;
        var former = other.Build(provider, cluster, member).Where(p => missing.Contains(p.Id))
            .Select(p => p with { IsFormer = true, ScalableNodes = 0, Unusable = "pools are told apart by zone, or no longer are: nothing new is placed under this name" });
        return [.. pools, .. former];
    }
}
