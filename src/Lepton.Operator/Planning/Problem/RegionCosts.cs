using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// What a model's data and users cost at a place, in $/hour: traffic that leaves the data's region, storage of the copy, network, and latency turned
/// into dollars by the policy's λ. GiB-month and Mbps-month prices are spread over 730 hours.
/// </summary>
internal static class RegionCosts
{
    public const double HoursPerMonth = 730;

    /// <summary>$/h for the whole model, were all of it in this cluster.</summary>
    public static double Hourly(LeptonModel model, PlacementPolicy? policy, CloudProvider provider, MemberCluster cluster, IReadOnlyList<CloudProvider> providers)
    {
        var cost = 0.0;
        if (model.Spec.Dataset is { } data)
        {
            var pricing = provider.Spec.Pricing;
            cost += data.SizeGiB * (pricing?.StorageGiBMonth ?? 0) / HoursPerMonth;
            cost += data.NetworkMbps * (pricing?.NetworkMbpsMonth ?? 0) / HoursPerMonth;
            cost += data.TrafficGiBPerHour * EgressPerGiB(data, provider, cluster, providers);
        }

        if (policy?.Spec.Objective.LatencyDollarsPerMillisecond is > 0 and var lambda && cluster.LatencyMilliseconds is { Count: > 0 } latencies)
            cost += lambda * latencies.Values.Average();
        return cost;
    }

    /// <summary>The data's provider is paid when data leaves it: within the region, to another of its regions, or to the internet.</summary>
    private static double EgressPerGiB(ModelDataset data, CloudProvider provider, MemberCluster cluster, IReadOnlyList<CloudProvider> providers)
    {
        var source = providers.FirstOrDefault(p => p.Metadata.Name == data.Provider);
        var prices = source?.Spec.Pricing?.EgressGiB;
        if (prices is null)
            return 0;
        if (data.Provider != provider.Metadata.Name)
            return prices.Internet ?? 0;
        return data.Region == cluster.Region ? prices.SameRegion ?? 0 : prices.InterRegion ?? 0;
    }
}
