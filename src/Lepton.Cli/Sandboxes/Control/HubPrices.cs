using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>Changes prices in the CloudProviders of the hub, as a platform team would.</summary>
internal sealed class HubPrices(IKubernetesClient hub)
{
    /// <param name="factor">Times the lowest price the provider's pools have in status; used when <paramref name="dollars"/> is null.</param>
    /// <returns>The new price, $ per GPU and hour.</returns>
    /// <exception cref="ArgumentException">No such provider; or no price is known to multiply.</exception>
    public async Task<double> SetAsync(string name, string accelerator, CapacityKind terms, double? dollars, double? factor, CancellationToken cancellationToken)
    {
        var providers = (await hub.Resource<CloudProvider>().ListAsync(cancellationToken: cancellationToken)).Items;
        var names = providers.Select(provider => provider.Metadata.Name!).ToList();
        var provider = providers.FirstOrDefault(provider => provider.Metadata.Name == name)
            ?? throw new ArgumentException($"no CloudProvider \"{name}\"{(NearestWord.Find(name, names) is { } near ? $"; did you mean \"{near}\"?" : "")}; providers: {string.Join(", ", names)}");
        var price = Math.Round(dollars ?? factor!.Value * Present(provider, accelerator, terms), 4);
        var prices = new JsonArray((provider.Spec.Pricing?.GpuHour ?? [])
            .Where(entry => entry.Accelerator != accelerator || entry.CapacityType != terms)
            .Select(entry => (JsonNode)Entry(entry.Accelerator, entry.CapacityType, entry.DollarsPerGpuHour)).ToArray());
        prices.Add((JsonNode)Entry(accelerator, terms, price));
        var patch = new JsonObject { ["spec"] = new JsonObject { ["pricing"] = new JsonObject { ["gpuHour"] = prices } } };
        await hub.Resource<CloudProvider>().PatchAsync(name, null, Patch.Merge(patch), cancellationToken: cancellationToken);
        return price;
    }

    private static JsonObject Entry(string accelerator, CapacityKind terms, double dollars) =>
        new() { ["accelerator"] = accelerator, ["capacityType"] = terms.ToString(), ["dollarsPerGpuHour"] = dollars };

    private static double Present(CloudProvider provider, string accelerator, CapacityKind terms)
    {
        var pools = (provider.Status?.Clusters ?? []).SelectMany(cluster => cluster.Pools ?? []).ToList();
        var prices = pools.Where(pool => pool.Accelerator == accelerator && pool.CapacityType == terms && pool.PricePerGpuHour is not null).Select(pool => pool.PricePerGpuHour!.Value).ToList();
        return prices.Count > 0 ? prices.Min() : throw new ArgumentException(
            $"CloudProvider {provider.Metadata.Name} shows no price of {accelerator} ({terms}) in its status to multiply; give --dollars. It has {string.Join(", ", pools.Select(pool => $"{pool.Accelerator ?? "CPU"} ({pool.CapacityType})").Distinct())}");
    }
}
