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

    // Kept from model to model: what thousands of pools would take anew each time is collected in pauses.
    private int[] _order = new int[64];
    private int[] _fits = new int[64];

    internal ModelData Of(Model model, int number)
    {
        var allowed = index.Look(model);
        return allowed.Length <= Shortlist.Most || model.Budget is not null || model.Spread.Any(s => s.MaxSkew is not null)
            ? Complete(model, number, allowed.ToArray())
            : Sketch(model, number, allowed);
    }

    /// <summary>The same model after a change of pools, from where it runs now.</summary>
    internal ModelData Again(ModelData model)
    {
        var parts = Array.FindAll(state.Parts(model.Index), p => !model.Options[p.Option].Pool.Closed);
        return Of(model.Source with { Current = Array.ConvertAll(parts, p => new CurrentPlacement(model.Options[p.Option].Pool.Source.Id, p.Count)) }, model.Index);
    }

    /// <summary>With all pools looked at, and the reasons if none can hold it.</summary>
    internal ModelData Complete(Model model, int number) => Complete(model, number, index.Allowed(model));

    /// <summary>The model with further candidates: those that have room, the cheapest first.</summary>
    internal ModelData Wider(ModelData model, int most)
    {
        var shapes = bound.Rest.Shapes(model.Source);
        var order = Ordered(model, Array.FindAll(model.Others, p => HasRoom(shapes, p)));
        return instance.Builder.Extend(model, model.Gang ? Whole(model, order.ToArray().Select(p => instance.Pools[p].Cluster).Distinct().Take(Clusters)) : order[..Math.Min(most, order.Length)].ToArray());
    }

    private ModelData Complete(Model model, int number, int[] allowed)
    {
        var complete = instance.Builder.Complete(model, number, allowed);
        complete.Refusal = Refusal.Of(instance, complete);
        return allowed.Length <= Shortlist.Most ? complete : instance.Builder.Shorten(complete, Keep(complete, Array.ConvertAll(complete.Options, o => o.Pool.Index), bound.Rest.Shapes(model)).ToHashSet());
    }

    /// <summary>Without an object for each pool: there may be thousands of them.</summary>
    private ModelData Sketch(Model model, int number, ReadOnlySpan<int> allowed)
    {
        var (demand, shapes) = (ModelBuilder.Demand(model), bound.Rest.Shapes(model));
        var spot = Array.ConvertAll(shapes, s => s.Units > 0 && Rules.RulesCompiler.AllowsOneOnSpot(model, demand, s.Units));
        var fits = Fitting(allowed, shapes, spot);
        var tiers = Tiers(fits, shapes);
        // Rules look at all pools, nothing else of the bare model does.
        var bare = instance.Builder.Sketch(model, number, [], model.Spread.Count > 0 ? fits.ToArray() : [], tiers);
        var keep = Keep(bare, fits, shapes);
        keep.Sort();
        return instance.Builder.Sketch(model, number, [.. keep], Except(fits, keep), tiers, bare.Rules);
    }

    private ReadOnlySpan<int> Fitting(ReadOnlySpan<int> allowed, ReplicaShape[] shapes, bool[] spot)
    {
        _fits = _fits.Length < allowed.Length ? new int[2 * allowed.Length] : _fits;
        var count = 0;
        foreach (var p in allowed)
        {
            var (pool, shape) = (instance.Pools[p], bound.Rest.Shape(p));
            if (pool.CanHold(shapes[shape].Need) && (!pool.Spot || spot[shape]))
            {
                _fits[count++] = p;
            }
        }

        return _fits.AsSpan(0, count);
    }

    private Tier[] Tiers(ReadOnlySpan<int> pools, ReplicaShape[] shapes)
    {
        var tiers = new List<Tier>();
        foreach (var p in pools)
        {
            var tier = new Tier(shapes[bound.Rest.Shape(p)].Units, instance.Pools[p].Spot, ProblemErrors.AbsurdCount);
            if (!tiers.Contains(tier))
            {
                tiers.Add(tier);
            }
        }

        return [.. tiers];
    }

    /// <param name="all">In ascending order.</param>
    /// <param name="some">In ascending order, all of them among the others.</param>
    private static int[] Except(ReadOnlySpan<int> all, List<int> some)
    {
        var (rest, at, next) = (new int[all.Length - some.Count], 0, 0);
        foreach (var p in all)
        {
            if (next < some.Count && some[next] == p)
            {
                next++;
            }
            else
            {
                rest[at++] = p;
            }
        }

        return rest;
    }

    private List<int> Keep(ModelData model, ReadOnlySpan<int> pools, ReplicaShape[] shapes)
    {
        var order = Ordered(model, pools);
        var keep = new List<int>();
        foreach (var current in model.Source.Current)
        {
            foreach (var p in pools)
            {
                if (instance.Pools[p].Source.Id == current.Pool)
                {
                    keep.Add(p);
                }
            }
        }

        if (model.Gang)
        {
            return KeepClusters(model, order.ToArray(), keep, shapes);
        }

        var need = new Wanting(model, WithRoom, PerTier);
        for (var i = 0; i < order.Length && (i < Cheapest || !need.Met); i++)
        {
            var pool = instance.Pools[order[i]];
            var wanted = need.Wants(pool, shapes[bound.Rest.Shape(pool.Index)].Units) && HasRoom(shapes, pool.Index);
            if (wanted)
            {
                need.Take(pool, shapes[bound.Rest.Shape(pool.Index)].Units);
            }

            if ((wanted || i < Cheapest) && !keep.Contains(pool.Index))
            {
                keep.Add(pool.Index);
            }
        }

        return keep;
    }

    /// <summary>The cheapest clusters, and the cheapest that have room for all of the gang.</summary>
    private List<int> KeepClusters(ModelData model, int[] order, List<int> keep, ReplicaShape[] shapes)
    {
        var clusters = order.Select(p => instance.Pools[p].Cluster).Distinct().ToList();
        var pools = order.ToLookup(p => instance.Pools[p].Cluster);
        var roomy = clusters.Where(c => model.Missing(pools[c].Sum(p => Room(model, shapes[bound.Rest.Shape(p)], p))) <= 0).Take(Clusters);
        var chosen = clusters.Take(2).Concat(roomy).Concat(keep.Select(p => instance.Pools[p].Cluster)).ToHashSet();
        return order.Where(p => chosen.Contains(instance.Pools[p].Cluster)).ToList();
    }

    private List<int> Whole(ModelData model, IEnumerable<int> clusters)
    {
        var chosen = clusters.ToHashSet();
        return model.Others.Where(p => chosen.Contains(instance.Pools[p].Cluster)).ToList();
    }

    private bool HasRoom(ReplicaShape[] shapes, int pool) => state.Pool(pool).AtMost(shapes[bound.Rest.Shape(pool)].Need, 1) > 0;

    private double Room(ModelData model, in ReplicaShape shape, int pool) => state.Pool(pool).AtMost(shape.Need, model.Needed(shape.Units)) * shape.Units;

    /// <summary>By price per unit at the kept prices. Holds until the next is asked for.</summary>
    private ReadOnlySpan<int> Ordered(ModelData model, ReadOnlySpan<int> pools)
    {
        if (_prices.Length < pools.Length)
        {
            (_prices, _order) = (new double[2 * pools.Length], new int[2 * pools.Length]);
        }

        pools.CopyTo(_order);
        bound.Rest.PerUnit(model, pools, _prices);
        Array.Sort(_prices, _order, 0, pools.Length);
        return _order.AsSpan(0, pools.Length);
    }
}
