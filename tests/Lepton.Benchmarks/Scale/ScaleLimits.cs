using Lepton.Placement;

namespace Lepton.Benchmarks.Scale;

/// <summary>A GPU quota of the largest provider's scarcest type and a budget of the second, both close to what is wanted there.</summary>
internal static class ScaleLimits
{
    public static IReadOnlyList<Limit> Of(IReadOnlyList<Pool> pools)
    {
        var providers = pools.GroupBy(p => p.Provider, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        var limits = new List<Limit>();
        var type = providers[0].GroupBy(p => p.Accelerator, StringComparer.Ordinal).OrderByDescending(g => g.Sum(Bought)).ThenBy(g => g.Key, StringComparer.Ordinal).First();
        limits.Add(new Limit { Id = "quota", Provider = providers[0].Key, Accelerator = type.Key, Gpus = (int)(0.6 * type.Sum(Bought)) });
        if (providers.Count > 1)
        {
            limits.Add(new Limit { Id = "budget", Provider = providers[1].Key, HourlyCost = Math.Round(0.7 * providers[1].Sum(Bill), 2) });
        }

        return limits;
    }

    private static int Bought(Pool pool) => (pool.NewNodes * pool.GpusPerNode) + (pool.Billing == Billing.PerGpu ? pool.Nodes.Sum(n => n.Gpus) : 0);

    private static double Bill(Pool pool) => pool.Billing == Billing.PerGpu ? pool.Price * pool.Nodes.Sum(n => n.Gpus) : pool.NewNodes * pool.Price;
}
