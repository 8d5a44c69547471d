using System.Collections.Concurrent;
using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Operator.Planning.Pools;

/// <summary>Prices of pools: inline prices of the provider, then its ConfigMap book, then the built-in book of public prices.</summary>
/// <param name="bookOf">The provider's own book by provider name; null when it has none.</param>
public sealed class PoolPrices(Func<string, PriceBook?> bookOf) : IPoolPrices
{
    private readonly ConcurrentDictionary<string, PriceResolver> _resolvers = new(StringComparer.Ordinal);

    public static PoolPrices BuiltInOnly { get; } = new(_ => null);

    public PoolPrice Find(CloudProvider provider, FleetPool pool) => pool.Accelerator is null ? Cpu(provider, pool) : Gpu(provider, pool);

    private PoolPrice Gpu(CloudProvider provider, FleetPool pool)
    {
        var resolver = _resolvers.GetOrAdd(provider.Metadata.Name!, _ => Resolver(provider));
        // Capacity that is reserved without a commitment that covers it is charged as on demand.
        var terms = pool.CapacityType == CapacityType.Spot ? CapacityType.Spot : CapacityType.OnDemand;
        var answer = resolver.Resolve(new PriceQuery(BookName(provider), pool.Region, pool.InstanceType, pool.Accelerator, pool.GpusPerNode, terms));
        return answer.PerGpuHour is { } perGpu
            ? new PoolPrice(perGpu, 0, 0, null, answer.Source)
            : new PoolPrice(null, 0, 0, $"the price is unknown: {answer.Source}", null);
    }

    private static PoolPrice Cpu(CloudProvider provider, FleetPool pool)
    {
        var pricing = provider.Spec.Pricing;
        return pricing?.VcpuHour is { } vcpu && pricing.MemoryGiBHour is { } memory
            ? new PoolPrice(null, vcpu, memory, null, "inline price")
            : new PoolPrice(null, 0, 0, $"the price is unknown: CloudProvider {provider.Metadata.Name} has no pricing.vcpuHour and pricing.memoryGiBHour for pool {pool.Id}", null);
    }

    private PriceResolver Resolver(CloudProvider provider) => new(
        (provider.Spec.Pricing?.GpuHour ?? []).Select(p => new InlineGpuPrice(
            p.Accelerator,
            p.CapacityType switch { CapacityKind.Spot => CapacityType.Spot, CapacityKind.Reserved => CapacityType.Reserved, _ => CapacityType.OnDemand },
            p.DollarsPerGpuHour)).ToList(),
        bookOf(provider.Metadata.Name!),
        PriceBook.BuiltIn);

    /// <summary>The name a price book has for the provider: the cloud's, or for others the object's own name (lambda, nebius, coreweave …).</summary>
    private static string BookName(CloudProvider provider) => provider.Spec.Type switch
    {
        ProviderType.AWS => "aws",
        ProviderType.Azure => "azure",
        ProviderType.GCP => "gcp",
        _ => provider.Metadata.Name!,
    };
}
