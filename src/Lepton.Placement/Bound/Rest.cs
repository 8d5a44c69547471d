using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// Prices the pools that are no candidates: one look at every pair the candidates leave out, a few multiplications each, without any object for it.
/// Rooms, rules and limits over named models are not looked at, so a price is never too high.
/// </summary>
internal sealed class Rest(Instance instance, PoolPrices prices)
{
    private readonly PoolColumns _columns = new(instance.Pools);

    /// <summary>A pool that has changed.</summary>
    internal void Update(PoolData pool) => _columns.Update(pool);

    /// <summary>What a replica of a model is, by kind of pool; empty where it cannot run.</summary>
    internal ReplicaShape[] Shapes(Model model) => _columns.Shapes(model);

    /// <summary>The kind of a pool: see <see cref="Shapes"/>.</summary>
    internal int Shape(int pool) => _columns.Accelerator[pool];

    /// <summary>$/h per unit of the model in each of these pools, moves and what a gang pays once for its place included.</summary>
    internal void PerUnit(ModelData model, ReadOnlySpan<int> pools, double[] into)
    {
        var (wants, places) = (_columns.Of(model), _columns.PlaceCosts(model));
        for (var i = 0; i < pools.Length; i++)
        {
            ref readonly var want = ref wants[_columns.Accelerator[pools[i]]];
            into[i] = (Price(want, pools[i], places) / want.Units) + (model.Gang ? places[_columns.Place[pools[i]]] / model.Demand : 0);
        }
    }

    /// <summary>Least $/h per replica by tier; for a gang the least of all of it in one cluster.</summary>
    internal double[] Least(ModelData model, double arrival) => Least(model, arrival, out _);

    /// <param name="where">The pool of each of them; -1 where there is none.</param>
    internal double[] Least(ModelData model, double arrival, out int[] where)
    {
        var least = new double[model.Gang ? 1 : model.Tiers.Length];
        where = new int[least.Length];
        Array.Fill(least, double.PositiveInfinity);
        Array.Fill(where, -1);
        var (wants, places) = (_columns.Of(model), _columns.PlaceCosts(model));
        foreach (var p in model.Others)
        {
            if (_columns.Closed[p])
            {
                continue;
            }

            ref readonly var want = ref wants[_columns.Accelerator[p]];
            var price = Price(want, p, places);
            var tier = model.Gang ? 0 : _columns.Spot[p] ? want.SpotTier : want.Tier;
            price = model.Gang ? (model.Demand / want.Units * (price + arrival)) + places[_columns.Place[p]] : price;
            if (price < least[tier])
            {
                (least[tier], where[tier]) = (price, p);
            }
        }

        return least;
    }

    /// <summary>Pools cheaper per unit than the dearest replica the model would take of its candidates; for a gang whole clusters.</summary>
    internal IReadOnlyList<int> Better(ModelData model, Cover cover, ReadOnlySpan<double> candidates, int most)
    {
        var value = cover.Solve(candidates);
        var limit = 0.0;
        foreach (var part in cover.Parts)
        {
            limit = Math.Max(limit, candidates[part.Option] / model.Options[part.Option].Units);
        }

        limit = cover.Parts.Count == 0 || model.Gang ? value / model.Demand : limit;
        limit -= Money.Tolerance(limit);
        var found = new List<(double PerUnit, int Pool)>();
        var (wants, places) = (_columns.Of(model), _columns.PlaceCosts(model));
        foreach (var p in model.Others)
        {
            if (_columns.Closed[p])
            {
                continue;
            }

            ref readonly var want = ref wants[_columns.Accelerator[p]];
            var perUnit = (Price(want, p, places) + cover.ArrivalCost) / want.Units;
            perUnit += model.Gang ? places[_columns.Place[p]] / model.Demand : 0;
            if (perUnit < limit)
            {
                found.Add((perUnit, p));
            }
        }

        found.Sort();
        return model.Gang ? Clusters(model, found) : found.Take(most).Select(f => f.Pool).ToList();
    }

    private List<int> Clusters(ModelData model, List<(double PerUnit, int Pool)> found)
    {
        var clusters = found.Select(f => instance.Pools[f.Pool].Cluster).Distinct().Take(6).ToHashSet();
        return clusters.Count == 0 ? [] : model.Others.Where(p => clusters.Contains(instance.Pools[p].Cluster)).ToList();
    }

    /// <summary>$/h of a replica at the multipliers: <see cref="Rates"/> by columns.</summary>
    private double Price(in Want want, int p, double[] places)
    {
        var charged = (want.Gpus * _columns.GpuPrice[p]) + (want.Cpus * _columns.CpuPrice[p]) + (want.MemoryGiB * _columns.MemoryPrice[p]);
        var rate = charged + (want.ReclaimCost * _columns.ReclaimRate[p]) + (want.PlaceShare * places[_columns.Place[p]]) + want.ResponseTime;
        return rate + prices.Of(p, want.Gpus, want.Cpu, want.Memory) + prices.OfLimits(p, want.Gpus, charged);
    }
}
