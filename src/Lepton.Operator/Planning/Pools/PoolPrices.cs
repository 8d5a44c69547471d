using System.Runtime.CompilerServices;
using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Operator.Planning.Pools;

/// <summary>Prices of pools: inline prices of the provider, then its ConfigMap book, then the built-in book of public prices.</summary>
/// <param name="bookOf">The provider's own book by provider name; null when it has none.</param>
public sealed class PoolPrices(Func<string, PriceBook?> bookOf) : IPoolPrices
{
    /// <summary>An instance's price is divided over its vCPUs and GiB in the ratio of OpenCost's default prices (its configs/default.json: CPU 0.031611, RAM 0.004237).</summary>
    private const double CpuWeight = 0.031611;

    private const double MemoryWeight = 0.004237;

    /// <summary>By the provider as it was read, not by its name: one that was changed is another object, with other inline prices.</summary>
    private readonly ConditionalWeakTable<CloudProvider, PriceResolver> _resolvers = [];

    /// <summary>Inline prices and the built-in book.</summary>
    public static PoolPrices BuiltInOnly => new(_ => null);

    public PoolPrice Find(CloudProvider provider, FleetPool pool) => pool.Accelerator is null ? Cpu(provider, pool) : Gpu(provider, pool);

    private PoolPrice Gpu(CloudProvider provider, FleetPool pool)
    {
        var answer = Answer(provider, pool);
        return answer.PerGpuHour is { } perGpu
            ? new PoolPrice(perGpu, 0, 0, null, answer.Source)
            : new PoolPrice(null, 0, 0, $"the price is unknown: {answer.Source}", null);
    }

    private PoolPrice Cpu(CloudProvider provider, FleetPool pool)
    {
        var pricing = provider.Spec.Pricing;
        if (pricing?.VcpuHour is { } vcpu && pricing.MemoryGiBHour is { } memory)
            return new PoolPrice(null, vcpu, memory, null, "inline price");
        if (pool.InstanceType is not null && pool.CpuPerNode > 0 && Answer(provider, pool) is { PerNodeHour: { } node, PerGpuHour: null } answer)
        {
            var perWeight = node / (pool.CpuPerNode * CpuWeight + pool.MemoryGiBPerNode * MemoryWeight);
            return new PoolPrice(null, perWeight * CpuWeight, perWeight * MemoryWeight, null, answer.Source);
        }

        return new PoolPrice(null, 0, 0, $"the price is unknown: CloudProvider {provider.Metadata.Name} has no pricing.vcpuHour and pricing.memoryGiBHour for pool {pool.Id}, and no price book has its instance type", null);
    }

    private PriceAnswer Answer(CloudProvider provider, FleetPool pool)
    {
        var resolver = _resolvers.GetValue(provider, Resolver);
        var query = new PriceQuery(BookNames.Of(provider), pool.Region, pool.InstanceType, pool.Accelerator, pool.GpusPerNode, pool.CapacityType);
        var answer = resolver.Resolve(query);
        // Capacity that is reserved, has no price of its own and is covered by no commitment is charged as on demand.
        return !answer.Known && pool.CapacityType == CapacityType.Reserved ? resolver.Resolve(query with { CapacityType = CapacityType.OnDemand }) : answer;
    }

    private PriceResolver Resolver(CloudProvider provider) => new(
        (provider.Spec.Pricing?.GpuHour ?? []).Select(p => new InlineGpuPrice(
            p.Accelerator,
            p.CapacityType switch { CapacityKind.Spot => CapacityType.Spot, CapacityKind.Reserved => CapacityType.Reserved, _ => CapacityType.OnDemand },
            p.DollarsPerGpuHour)).ToList(),
        bookOf(provider.Metadata.Name!),
        PriceBook.BuiltIn);
}
