using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;
using BuiltInEgress = Lepton.Placement.Prices.EgressPrices;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// What a model's software, data and users cost at a place, in $/hour: the provider's platform fee, traffic that leaves the data's region, storage of the copy, network, and latency turned
/// into dollars by the policy's λ. Prices by the month are spread over 730 hours.
/// </summary>
internal static class PlaceCosts
{
    public const double HoursPerMonth = 730;

    /// <summary>$/h for the whole model, were all of it in this cluster.</summary>
    public static double Hourly(LeptonModel model, PlacementPolicy? policy, CloudProvider provider, MemberCluster cluster, IReadOnlyList<CloudProvider> providers)
    {
        var cost = Software(provider);
        if (model.Spec.Dataset is { } data)
        {
            var pricing = provider.Spec.Pricing;
            cost += data.SizeGiB * (pricing?.StorageGiBMonth ?? 0) / HoursPerMonth;
            cost += data.NetworkMbps * (pricing?.NetworkMbpsMonth ?? 0) / HoursPerMonth;
            cost += data.TrafficGiBPerHour * EgressPerGiB(data.Provider, data.Region, provider, cluster, providers);
        }

        if (policy?.Spec.Objective.LatencyDollarsPerMillisecond is > 0 and var lambda && cluster.LatencyMilliseconds is { Count: > 0 } latencies)
            cost += lambda * latencies.Values.Average();
        return cost;
    }

    /// <summary>$/h of software for a whole model with a provider.</summary>
    public static double Software(CloudProvider provider) => (provider.Spec.Pricing?.PlatformFeeMonth ?? 0) / HoursPerMonth;

    /// <summary>
    /// $ per GiB from a region to a cluster. The provider the data leaves is paid: within the region, to another of its regions, or to the internet;
    /// by its own prices, else by the public ones of its cloud. A provider without either charges nothing.
    /// </summary>
    public static double EgressPerGiB(string fromProvider, string fromRegion, CloudProvider provider, MemberCluster cluster, IReadOnlyList<CloudProvider> providers)
    {
        var source = providers.FirstOrDefault(p => p.Metadata.Name == fromProvider);
        if (source is null)
            return 0;
        var (own, book) = (source.Spec.Pricing?.EgressGiB, BookNames.Of(provider));
        // Two CloudProviders of one cloud are one network.
        var inside = fromProvider == provider.Metadata.Name || BookNames.Of(source) == book;
        var price = !inside ? own?.Internet : fromRegion == cluster.Region ? own?.SameRegion : own?.InterRegion;
        return price ?? BuiltInEgress.Find(BookNames.Of(source))?.PerGiB(fromRegion, book, cluster.Region) ?? 0;
    }
}
