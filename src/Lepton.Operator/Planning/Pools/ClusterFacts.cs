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
        foreach (var (key, value) in BuiltIn(provider, cluster).Where(l => !string.IsNullOrEmpty(l.Value)))
            labels.Add($"{key}={value}");
        foreach (var (key, value) in cluster.Labels ?? [])
            labels.Add($"{key}={value}");
        return labels.ToList();
    }

    /// <summary>What every cluster can be selected by without declaring it.</summary>
    private static (string Key, string? Value)[] BuiltIn(CloudProvider provider, MemberCluster cluster) =>
    [
        ("lepton.ai/provider", provider.Metadata.Name), ("lepton.ai/cluster", cluster.Name), ("lepton.ai/region", cluster.Region),
        ("lepton.ai/zone", cluster.Zone), ("lepton.ai/jurisdiction", cluster.Jurisdiction),
    ];

    public static string Compliance(string mark) => $"compliance/{mark.ToLowerInvariant()}";
}
