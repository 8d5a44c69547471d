using System.Runtime.InteropServices;

namespace Lepton.Placement.Core;

/// <summary>Numbers the classes of pools: what is alike but for its cluster and what is free there. Prices of the bound may be shared within a class.</summary>
internal sealed class PoolClasses
{
    private readonly Dictionary<object, int> _numbers = [];

    internal int Of(Pool pool)
    {
        var key = (pool.Provider, pool.Region, pool.Accelerator, pool.CapacityType, pool.Billing, (pool.Price, pool.PricePerCpu, pool.PricePerMemoryGiB, pool.ReclaimRate),
            (pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode));
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var known);
        return known ? number : number = _numbers.Count - 1;
    }
}
