using Lepton.Api.Providers;

namespace Lepton.Operator.Views;

/// <summary>One pool of a member cluster, as the hub's status tells it: a line of <c>lepton top</c>, and of the dashboard's map.</summary>
/// <param name="Problem">Why nothing is placed there; null when it can be used.</param>
internal sealed record PoolView(string Provider, string Cluster, PoolStatus Pool, string? Problem)
{
    /// <summary>All pools, in the order of their providers', clusters' and own names.</summary>
    public static IEnumerable<PoolView> Of(IEnumerable<CloudProvider> providers) =>
        from provider in providers.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)
        from cluster in (provider.Status?.Clusters ?? []).OrderBy(c => c.Name, StringComparer.Ordinal)
        from pool in (cluster.Pools ?? []).OrderBy(p => p.Name, StringComparer.Ordinal)
        select new PoolView(provider.Metadata.Name!, cluster.Name, pool, Unreachable(cluster)?.Reason ?? pool.Reason);

    /// <summary>The condition that says why a cluster cannot be reached; null when it can, or nobody has looked yet.</summary>
    public static Kubernetes.Models.V1Condition? Unreachable(MemberClusterStatus cluster) =>
        cluster.Conditions?.Find(c => c.Type == "Reachable") is { Status: not "True" } condition ? condition : null;
}
