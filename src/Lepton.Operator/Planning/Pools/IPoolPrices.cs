using Lepton.Api.Providers;

namespace Lepton.Operator.Planning.Pools;

/// <summary>Says what a pool costs.</summary>
public interface IPoolPrices
{
    PoolPrice Find(CloudProvider provider, FleetPool pool);
}

/// <summary>A pool's price. For GPU pools the whole instance divided by its GPUs; for CPU pools by vCPU and GiB.</summary>
/// <param name="PerGpuHour">$/h per GPU; null for CPU pools and when unknown.</param>
/// <param name="Unknown">Why there is no price (the pool is then unusable, never free); null when there is one.</param>
/// <param name="Source">Where the price comes from: inline, the ConfigMap, the built-in book with its date.</param>
public sealed record PoolPrice(double? PerGpuHour, double PerCpuHour, double PerMemoryGiBHour, string? Unknown, string? Source);
