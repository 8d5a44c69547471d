using Lepton.Api.Providers;

namespace Lepton.Operator.Planning.Pools;

/// <summary>What rules can ask of a cluster.</summary>
internal static class ClusterFacts
{
    /// <summary>Compliance marks of provider and cluster as <c>compliance/x</c>, cluster labels as <c>key=value</c>.</summary>
    public static IReadOnlyList<string> Labels(CloudProvider provider, MemberCluster cluster)
    {
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var mark in (provider.Spec.Compliance ?? []).Concat(cluster.Compliance ?? []))
            labels.Add(Compliance(mark));
        foreach (var (key, value) in cluster.Labels ?? [])
            labels.Add($"{key}={value}");
        return labels.ToList();
    }

    public static string Compliance(string mark) => $"compliance/{mark.ToLowerInvariant()}";
}
