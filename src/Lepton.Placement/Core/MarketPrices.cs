namespace Lepton.Placement.Core;

/// <summary>
/// A first guess of what a GPU of each pool is worth beside its own price. As much of a type as is wanted will be used, the cheapest first, so a GPU is worth
/// what the dearest that is still used costs, wherever it is: the quantile of list prices at the fleet's load.
/// </summary>
internal static class MarketPrices
{
    private const double LeastLoad = 0.1;
    private const double MostLoad = 0.95;

    /// <param name="wanted">GPUs all models want at least.</param>
    /// <returns>$/h per GPU and pool, to be added to what the pool charges by the GPU.</returns>
    internal static double[] Of(PoolData[] pools, double wanted)
    {
        var load = Math.Clamp(wanted / Math.Max(1, pools.Sum(Gpus)), LeastLoad, MostLoad);
        var usual = pools.Where(p => p.Source.Accelerator is not null)
            .GroupBy(p => p.Source.Accelerator!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Quantile([.. g.OrderBy(PerGpu).ThenBy(p => p.Index)], load), StringComparer.Ordinal);
        return Array.ConvertAll(pools, p => p.Source.Accelerator is { } type ? Math.Max(usual[type] - p.GpuPrice, p.NewNodes > 0 && p.NewNode.Gpus > 0 ? p.NodePrice / p.NewNode.Gpus : 0) : 0);
    }

    private static double Quantile(List<PoolData> cheapestFirst, double load)
    {
        var left = load * cheapestFirst.Sum(Gpus);
        foreach (var pool in cheapestFirst)
        {
            left -= Gpus(pool);
            if (left <= 0)
            {
                return PerGpu(pool);
            }
        }

        return 0;
    }

    private static double Gpus(PoolData pool) => ((double)pool.NewNodes * pool.NewNode.Gpus) + pool.Existing.Sum(g => (double)g.Count * g.Free.Gpus);

    private static double PerGpu(PoolData pool) => pool.GpuPrice > 0 || pool.NewNode.Gpus == 0 ? pool.GpuPrice : pool.NodePrice / pool.NewNode.Gpus;
}
