using Lepton.Api.Providers;

namespace Lepton.Operator.Members;

/// <summary>Which provider a cluster belongs to.</summary>
internal static class ClusterOwners
{
    /// <summary>Of providers that name the same cluster the oldest has it, then the first by name: the one that was there keeps what runs. One that is being deleted has its clusters until they are empty.</summary>
    public static IReadOnlyDictionary<string, (CloudProvider Provider, MemberCluster Cluster)> Of(IEnumerable<CloudProvider> providers)
    {
        var owners = new SortedDictionary<string, (CloudProvider, MemberCluster)>(StringComparer.Ordinal);
        foreach (var provider in providers.OrderBy(p => p.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue).ThenBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            if (provider.Metadata.DeletionTimestamp is not null && !ProviderDeparture.Holds(provider))
                continue;
            foreach (var cluster in provider.Spec.Clusters ?? [])
                owners.TryAdd(cluster.Name, (provider, cluster));
        }

        return owners;
    }
}
