using Lepton.Api.Models;
using Lepton.Api.Manifests;
using Lepton.Cli.Live;
using Lepton.Cli.Manifests;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Cli.Plan;

/// <summary>Places manifests without any cluster: capacity is what the providers' nodePools declare.</summary>
internal static class ManifestPlanner
{
    /// <param name="whatIf">How things are otherwise; null for as the manifests say.</param>
    public static FleetPlan Plan(ManifestSet manifests, DateTimeOffset now, LivePlan? whatIf = null)
    {
        var snapshot = Snapshot(manifests, now);
        return new FleetPlanner(new PlacementSolver(), Prices(manifests)).Plan(whatIf?.Change(snapshot) ?? snapshot);
    }

    public static FleetSnapshot Snapshot(ManifestSet manifests, DateTimeOffset now)
    {
        var members = new Dictionary<string, MemberView>(StringComparer.Ordinal);
        foreach (var provider in manifests.Providers.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            foreach (var cluster in provider.Spec.Clusters ?? [])
                members.TryAdd(cluster.Name, new MemberView { Cluster = cluster.Name, Provider = provider.Metadata.Name!, Health = MemberHealth.Healthy, Since = now });
        }

        foreach (var model in manifests.Models)
            model.Status = new LeptonModelStatus();
        return new FleetSnapshot { Time = now, Models = manifests.Models, Providers = manifests.Providers, Policies = manifests.Policies, Members = members };
    }

    /// <exception cref="ManifestException">A price book has bad rows.</exception>
    public static IPoolPrices Prices(ManifestSet manifests)
    {
        var books = new Dictionary<string, PriceBook>(StringComparer.Ordinal);
        var errors = new List<string>();
        foreach (var provider in manifests.Providers)
        {
            if (provider.Spec.Pricing?.PriceBookRef is not { } reference)
                continue;
            var map = manifests.ConfigMaps.Find(c => c.Metadata.Name == reference.Name && c.Metadata.Namespace == reference.Namespace);
            if (map?.Data is null || !map.Data.TryGetValue(reference.Key, out var text))
            {
                errors.Add($"CloudProvider {provider.Metadata.Name} spec.pricing.priceBookRef: ConfigMap {reference.Namespace}/{reference.Name} with key {reference.Key} is not among the files");
                continue;
            }

            var parsed = PriceBook.Parse(text, $"ConfigMap {reference.Namespace}/{reference.Name} key {reference.Key}");
            errors.AddRange(parsed.Errors.Select(e => e.ToString()));
            books[provider.Metadata.Name!] = parsed.Book;
        }

        return errors.Count == 0 ? new PoolPrices(name => books.GetValueOrDefault(name)) : throw new ManifestException(errors);
    }
}
