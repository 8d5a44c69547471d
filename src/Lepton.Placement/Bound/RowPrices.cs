using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>Multipliers by what they are of, so that they can be carried from one problem to the next: pools by id, limits by name. Cuts are left behind.</summary>
internal static class RowPrices
{
    internal static KeptPrices Of(Instance instance, PoolRows rows, double[] multipliers)
    {
        var kept = new KeptPrices();
        foreach (var pool in instance.Pools)
        {
            var prices = new double[PoolRows.Kinds];
            for (var kind = 0; kind < PoolRows.Kinds; kind++)
            {
                var row = rows.Index[(pool.Index * PoolRows.Kinds) + kind];
                prices[kind] = row < 0 ? 0 : multipliers[row] / (kind < (int)RowKind.Cpu ? 1 : rows.Unit[row]);
            }

            if (Array.Exists(prices, p => p > 0))
            {
                kept.Pools[pool.Source.Id] = prices;
            }
        }

        foreach (var limit in instance.Limits)
        {
            kept.Limits[limit.Name] = (multipliers[rows.Count + limit.Index], multipliers[rows.Count + instance.Limits.Length + limit.Index]);
        }

        return kept;
    }

    /// <returns>Multipliers of the rows and limits; what is not kept is 0.</returns>
    internal static double[] In(Instance instance, PoolRows rows, KeptPrices kept)
    {
        var multipliers = new double[rows.Count + (2 * instance.Limits.Length)];
        foreach (var pool in instance.Pools)
        {
            if (!kept.Pools.TryGetValue(pool.Source.Id, out var prices))
            {
                continue;
            }

            for (var kind = 0; kind < PoolRows.Kinds; kind++)
            {
                var row = rows.Index[(pool.Index * PoolRows.Kinds) + kind];
                if (row >= 0)
                {
                    multipliers[row] = prices[kind] * (kind < (int)RowKind.Cpu ? 1 : rows.Unit[row]);
                }
            }
        }

        foreach (var limit in instance.Limits)
        {
            (multipliers[rows.Count + limit.Index], multipliers[rows.Count + instance.Limits.Length + limit.Index]) = kept.Limits.GetValueOrDefault(limit.Name);
        }

        return multipliers;
    }
}
