using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Emission;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Rules;

namespace Lepton.Operator.Webhooks;

/// <summary>
/// Whether a model's policy and accelerators leave it any pool at all, by what providers declare and report. Room, prices and health come and go and do not count: this is
/// about what can never be.
/// </summary>
internal static class NoPlace
{
    /// <summary>A sentence when there is none; null when there is one, or when no pool is known yet.</summary>
    public static string? Of(LeptonModel model, IReadOnlyList<PlacementPolicy> policies, IReadOnlyList<CloudProvider> providers)
    {
        var pools = providers.SelectMany(Pools).ToList();
        if (pools.Count == 0)
            return null;
        var name = string.IsNullOrEmpty(model.Spec.PolicyName) ? PlacementPolicy.DefaultName : model.Spec.PolicyName;
        var policy = policies.FirstOrDefault(p => p.Metadata.Name == name);
        var wanted = (model.Spec.Accelerators ?? []).Select(a => a.Name).ToList();
        var fitting = pools.Where(p => wanted.Count == 0 ? p.Accelerator is null : wanted.Contains(p.Accelerator ?? "")).ToList();
        if (fitting.Count == 0)
            return wanted.Count == 0 ? "no cluster has nodes without GPUs" : $"no cluster has {string.Join(" or ", wanted)}; there are {string.Join(", ", pools.Select(p => p.Accelerator).OfType<string>().Distinct().Order(StringComparer.Ordinal))}";
        var (fields, versions) = (NewFields.Of(model.Spec), providers.SelectMany(p => p.Status?.Clusters ?? []).DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.KubernetesVersion, StringComparer.Ordinal));
        var reasons = fitting.Select(p => PoolRules.Excludes(policy, p) ?? NewFields.TooNewFor(fields, p.Cluster, versions.GetValueOrDefault(p.Cluster))).ToList();
        return reasons.Contains(null) ? null : $"no cluster can ever take it: {string.Join("; ", reasons.Distinct())}";
    }

    private static IEnumerable<FleetPool> Pools(CloudProvider provider) => (provider.Spec.Clusters ?? []).SelectMany(c => Pools(provider, c));

    private static IEnumerable<FleetPool> Pools(CloudProvider provider, MemberCluster cluster)
    {
        var declared = (cluster.NodePools ?? []).Select(p => (p.Accelerator, p.CapacityType));
        var reported = (provider.Status?.Clusters?.Find(c => c.Name == cluster.Name)?.Pools ?? []).Select(p => (p.Accelerator, p.CapacityType));
        return declared.Concat(reported).Distinct().Select(p => PoolCatalog.Located(provider, cluster) with
        {
            Id = cluster.Name,
            Accelerator = p.Accelerator is null or "" ? null : p.Accelerator,
            CapacityType = Enum.Parse<Placement.CapacityType>(p.CapacityType.ToString()),
            Taints = [.. cluster.Taints ?? []],
        });
    }
}
