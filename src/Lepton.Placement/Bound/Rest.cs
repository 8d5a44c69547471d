using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>Prices the pools that are no candidates: one look at every pair the candidates leave out, without any object for it.</summary>
internal sealed class Rest(Instance instance, PoolPrices prices)
{
    /// <summary>Least $/h per replica by tier; for a gang the least of all of it in one cluster. Rooms and rules are not looked at, so never too much.</summary>
    internal double[] Least(ModelData model, double arrival)
    {
        var least = new double[model.Gang ? 1 : model.Tiers.Length];
        Array.Fill(least, double.PositiveInfinity);
        foreach (var p in model.Others)
        {
            var (price, units) = Price(model, p);
            if (model.Gang)
            {
                least[0] = Math.Min(least[0], Whole(model, p, price + arrival, units));
            }
            else
            {
                var tier = Tier(model, units, instance.Pools[p].Spot);
                least[tier] = Math.Min(least[tier], price);
            }
        }

        return least;
    }

    /// <summary>Pools cheaper per unit than the dearest replica the model would take of its candidates; for a gang whole clusters.</summary>
    internal IReadOnlyList<int> Better(ModelData model, Cover cover, ReadOnlySpan<double> candidates, int most)
    {
        var value = cover.Solve(candidates);
        var perUnit = 0.0;
        foreach (var part in cover.Parts)
        {
            perUnit = Math.Max(perUnit, candidates[part.Option] / model.Options[part.Option].Units);
        }

        perUnit = cover.Parts.Count == 0 || model.Gang ? value / model.Demand : perUnit;
        var found = new List<(double PerUnit, int Pool)>();
        foreach (var p in model.Others)
        {
            var (price, units) = Price(model, p);
            var each = (model.Gang ? Whole(model, p, price, units) / model.Demand : price / units) + (cover.ArrivalCost / units);
            if (each < perUnit - Money.Tolerance(perUnit))
            {
                found.Add((each, p));
            }
        }

        found.Sort();
        return model.Gang ? Clusters(model, found) : found.Take(most).Select(f => f.Pool).ToList();
    }

    private List<int> Clusters(ModelData model, List<(double PerUnit, int Pool)> found)
    {
        var clusters = found.Select(f => instance.Pools[f.Pool].Cluster).Distinct().Take(2).ToHashSet();
        return model.Others.Where(p => clusters.Contains(instance.Pools[p].Cluster)).ToList();
    }

    private double Whole(ModelData model, int pool, double price, double units) =>
        (model.Demand / units * price) + model.Source.RegionCost.GetValueOrDefault(instance.Pools[pool].Source.Region);

    private static int Tier(ModelData model, double units, bool spot)
    {
        for (var t = 0; t < model.Tiers.Length; t++)
        {
            if (model.Tiers[t].Units == units && model.Tiers[t].Spot == spot)
            {
                return t;
            }
        }

        throw new InvalidOperationException($"model {model.Source.Id} has no tier of {units} units");
    }

    /// <summary>$/h of a replica at the multipliers, limits over named models left out (they could only raise it).</summary>
    private (double Price, double Units) Price(ModelData model, int pool)
    {
        var data = instance.Pools[pool];
        var shape = ReplicaShape.Of(model.Source, data.Source);
        var price = Rates.PerReplica(model.Source, data, shape, model.Demand) + prices.Of(pool, shape.Need);
        if (data.Limits.Length > 0)
        {
            price += prices.Of(LimitUses.OfReplica(model.Source, data.Source, shape, 0, data.Limits));
        }

        return (price, shape.Units);
    }
}
