using Lepton.Placement.Admission;
using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Incremental;

/// <summary>Compiles one model of a fleet that is kept. Of many pools only those become candidates that are cheap at the kept prices, most of them with room.</summary>
internal sealed class Candidates(Instance instance, State state, KeptBound bound, PoolIndex index)
{
    private const int Cheapest = 4;
    private const int WithRoom = 16;
    private const int PerTier = 2;
    private const int Clusters = 6;

    private double[] _prices = new double[64];

    internal ModelData Of(Model model, int number)
    {
        var allowed = Array.FindAll(index.Allowed(model), p => !instance.Pools[p].Closed);
        return allowed.Length <= Shortlist.Most || model.Budget is not null || model.Spread.Any(s => s.MaxSkew is not null)
            ? Complete(model, number, allowed)
            : Sketch(model, number, allowed);
    }

    /// <summary>The same model after a change of pools, from where it runs now.</summary>
    internal ModelData Again(ModelData model)
    {
        var parts = Array.FindAll(state.Parts(model.Index), p => !model.Options[p.Option].Pool.Closed);
        return Of(model.Source with { Current = Array.ConvertAll(parts, p => new CurrentPlacement(model.Options[p.Option].Pool.Source.Id, p.Count)) }, model.Index);
    }

    /// <summary>With all pools looked at, and the reasons if none can hold it.</summary>
    internal ModelData Complete(Model model, int number) => Complete(model, number, Array.FindAll(index.Allowed(model), p => !instance.Pools[p].Closed));

    /// <summary>The model with further candidates: those that have room, the cheapest first.</summary>
    internal ModelData Wider(ModelData model, int most)
    {
        var order = Ordered(model, Array.FindAll(model.Others, p => HasRoom(model, p)));
        return instance.Builder.Extend(model, model.Gang ? Whole(model, order.Select(p => instance.Pools[p].Cluster).Distinct().Take(Clusters)) : order.Take(most).ToList());
    }

    private ModelData Complete(Model model, int number, int[] allowed)
    {
        var complete = instance.Builder.Complete(model, number, allowed);
        complete.Refusal = Refusal.Of(instance, complete);
        return allowed.Length <= Shortlist.Most ? complete : instance.Builder.Shorten(complete, Keep(complete, Array.ConvertAll(complete.Options, o => o.Pool.Index)));
    }

    private ModelData Sketch(Model model, int number, int[] allowed)
    {
        var demand = ModelBuilder.Demand(model);
        var fits = Array.FindAll(allowed, p => Fits(model, demand, instance.Pools[p]));
        var bare = instance.Builder.Sketch(model, number, [], fits);
        var keep = Keep(bare, fits);
        return instance.Builder.Sketch(model, number, Array.FindAll(fits, keep.Contains), Array.FindAll(fits, p => !keep.Contains(p)));
    }

    private static bool Fits(Model model, double demand, PoolData pool)
    {
        var shape = ReplicaShape.Of(model, pool.Source);
        return pool.Fit(shape.Need) > 0 && !(pool.Spot && !Rules.RulesCompiler.AllowsOneOnSpot(model, demand, shape.Units));
    }

    private HashSet<int> Keep(ModelData model, int[] pools)
    {
        var order = Ordered(model, pools);
        var keep = model.Source.Current.Count == 0 ? [] : pools.Where(p => model.Source.Current.Any(c => c.Pool == instance.Pools[p].Source.Id)).ToHashSet();
        if (model.Gang)
        {
            KeepClusters(model, order, keep);
            return keep;
        }

        keep.UnionWith(order.AsSpan(0, Math.Min(Cheapest, order.Length)).ToArray());
        var roomy = Array.FindAll(order, p => HasRoom(model, p));
        keep.UnionWith(roomy.Take(WithRoom));
        foreach (var tier in roomy.GroupBy(p => (ReplicaShape.Of(model.Source, instance.Pools[p].Source).Units, instance.Pools[p].Spot)))
        {
            keep.UnionWith(tier.Take(PerTier));
        }

        foreach (var rule in model.Rules.Spread)
        {
            keep.UnionWith(roomy.DistinctBy(p => instance.Pools[p].Domains[(int)rule.Topology]).Take(Math.Max(rule.MinDomains, 1) + PerTier));
        }

        return keep;
    }

    /// <summary>The cheapest clusters, and the cheapest that have room for all of the gang.</summary>
    private void KeepClusters(ModelData model, int[] order, HashSet<int> keep)
    {
        var clusters = order.Select(p => instance.Pools[p].Cluster).Distinct().ToList();
        var room = order.GroupBy(p => instance.Pools[p].Cluster).ToDictionary(g => g.Key, g => g.Sum(p => Room(model, p)));
        var chosen = clusters.Take(2).Concat(clusters.Where(c => model.Missing(room[c]) <= 0).Take(Clusters)).Concat(keep.Select(p => instance.Pools[p].Cluster)).ToHashSet();
        keep.UnionWith(order.Where(p => chosen.Contains(instance.Pools[p].Cluster)));
    }

    private List<int> Whole(ModelData model, IEnumerable<int> clusters)
    {
        var chosen = clusters.ToHashSet();
        return model.Others.Where(p => chosen.Contains(instance.Pools[p].Cluster)).ToList();
    }

    private bool HasRoom(ModelData model, int pool) => state.Pool(pool).AtMost(ReplicaShape.Of(model.Source, instance.Pools[pool].Source).Need, 1) > 0;

    private double Room(ModelData model, int pool)
    {
        var shape = ReplicaShape.Of(model.Source, instance.Pools[pool].Source);
        return state.Pool(pool).AtMost(shape.Need, model.Needed(shape.Units)) * shape.Units;
    }

    /// <summary>By price per unit at the kept prices.</summary>
    private int[] Ordered(ModelData model, int[] pools)
    {
        if (_prices.Length < pools.Length)
        {
            _prices = new double[2 * pools.Length];
        }

        var order = (int[])pools.Clone();
        bound.Rest.PerUnit(model, pools, _prices);
        Array.Sort(_prices, order, 0, order.Length);
        return order;
    }
}
