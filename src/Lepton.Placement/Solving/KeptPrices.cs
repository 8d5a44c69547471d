namespace Lepton.Placement;

/// <summary>
/// What the bound of a plan charges for what models share: capacity of pools, by id, and limits, by name. A bound at these prices is valid for any other problem
/// too, and a good one as long as the fleet is nearly the same: kept from plan to plan they need not be found again.
/// </summary>
public sealed class KeptPrices
{
    /// <summary>These and a guess for pools that are new: what a GPU of the type costs elsewhere with its scarcity, less what it costs here.</summary>
    internal KeptPrices With(IReadOnlyList<Pool> known, IReadOnlyList<Pool> added)
    {
        var usual = known.Where(p => p.Accelerator is not null).GroupBy(p => p.Accelerator!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Average(p => PerGpu(p) + Pools.GetValueOrDefault(p.Id, Nothing)[0]), StringComparer.Ordinal);
        var more = new KeptPrices();
        foreach (var (pool, prices) in Pools)
        {
            more.Pools[pool] = prices;
        }

        foreach (var (limit, prices) in Limits)
        {
            more.Limits[limit] = prices;
        }

        foreach (var pool in added.Where(p => p.Accelerator is not null && usual.ContainsKey(p.Accelerator)))
        {
            more.Pools.TryAdd(pool.Id, [Math.Max(0, usual[pool.Accelerator!] - (pool.Billing == Billing.PerGpu ? pool.Price : 0)), 0, 0, 0, 0, 0]);
        }

        return more;
    }

    private static readonly double[] Nothing = new double[6];

    private static double PerGpu(Pool pool) => pool.Billing == Billing.PerGpu ? pool.Price : 0;

    /// <summary>$/h by pool: of GPUs in steps of 1, 2, 4 and 8 on one node, of a thousandth of a vCPU, of a KiB of memory.</summary>
    internal Dictionary<string, double[]> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>$/h per GPU, and per $/h, that counts against the limit.</summary>
    internal Dictionary<string, (double Gpus, double Cost)> Limits { get; } = new(StringComparer.Ordinal);
}
