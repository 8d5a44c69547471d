using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>What a replica of a model is on one accelerator.</summary>
/// <param name="Cpus">vCPU, as charged.</param>
/// <param name="Cpu">Thousandths of a vCPU.</param>
/// <param name="Memory">KiB.</param>
/// <param name="ReclaimCost">$ per reclaim of one replica.</param>
/// <param name="Tier">Index of its tier outside spot capacity, and on it; -1 if it has none.</param>
/// <param name="PlaceShare">The part of the place's cost one replica bears; 0 for a gang.</param>
/// <param name="ResponseTime">$/h of one replica's response time.</param>
internal readonly record struct Want(
    int Gpus, double Cpus, double MemoryGiB, double Cpu, double Memory, double Units, double ReclaimCost, int Tier, int SpotTier, double PlaceShare, double ResponseTime);

/// <summary>Pools as columns of numbers.</summary>
internal sealed class PoolColumns
{
    private readonly Pool[] _sources;
    private readonly Pool[] _places;

    /// <summary>By place: the first in its region.</summary>
    private readonly int[] _sameRegion;
    private readonly Dictionary<string, int> _accelerators = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Pool[] _examples;
    private readonly double[] _nothing;

    internal PoolColumns(PoolData[] pools)
    {
        _sources = Array.ConvertAll(pools, p => p.Source);
        GpuPrice = Array.ConvertAll(pools, p => p.GpuPrice);
        CpuPrice = Array.ConvertAll(_sources, p => p.PricePerCpu);
        MemoryPrice = Array.ConvertAll(_sources, p => p.PricePerMemoryGiB);
        ReclaimRate = Array.ConvertAll(_sources, p => p.ReclaimRate);
        Closed = Array.ConvertAll(pools, p => p.Closed);
        Spot = Array.ConvertAll(pools, p => p.Spot);
        Accelerator = Array.ConvertAll(_sources, p => _accelerators.TryGetValue(p.Accelerator ?? "", out var known) ? known : _accelerators[p.Accelerator!] = _accelerators.Count);
        var places = new Dictionary<(string Cluster, string Region), int>();
        Place = Array.ConvertAll(_sources, p => places.TryGetValue((p.Cluster, p.Region), out var known) ? known : places[(p.Cluster, p.Region)] = places.Count);
        _places = _sources.DistinctBy(p => (p.Cluster, p.Region)).ToArray();
        var regions = new Dictionary<string, int>(StringComparer.Ordinal);
        _sameRegion = _places.Select((p, i) => regions.TryGetValue(p.Region, out var first) ? first : regions[p.Region] = i).ToArray();
        _examples = new Pool[_accelerators.Count];
        foreach (var (pool, accelerator) in _sources.Zip(Accelerator))
        {
            _examples[accelerator] = pool;
        }

        _nothing = new double[_places.Length];
    }

    internal double[] GpuPrice { get; }

    internal double[] CpuPrice { get; }

    internal double[] MemoryPrice { get; }

    internal double[] ReclaimRate { get; }

    internal bool[] Spot { get; }

    /// <summary>See <see cref="PoolData.Closed"/>.</summary>
    internal bool[] Closed { get; }

    /// <summary>A pool whose prices or nodes have changed.</summary>
    internal void Update(PoolData pool)
    {
        var (p, source) = (pool.Index, pool.Source);
        (_sources[p], GpuPrice[p], CpuPrice[p], MemoryPrice[p], ReclaimRate[p], Closed[p]) = (source, pool.GpuPrice, source.PricePerCpu, source.PricePerMemoryGiB, source.ReclaimRate, pool.Closed);
    }

    internal int[] Accelerator { get; }

    /// <summary>A cluster, of a region: what the cost of a place depends on.</summary>
    internal int[] Place { get; }

    /// <summary>$/h per unit of the model's demand, or of a whole gang, by <see cref="Place"/>; until this thread asks for another model's.</summary>
    internal double[] PlaceCosts(ModelData model)
    {
        var source = model.Source;
        if (source.RegionCost.Count + source.ClusterCost.Count == 0)
        {
            return _nothing;
        }

        // One model is looked at several times in a row.
        if (_last is not { } last || last.Columns != this || last.Regions != source.RegionCost || last.Clusters != source.ClusterCost)
        {
            var costs = _last is { } known && known.Columns == this ? known.Costs : new double[_places.Length];
            Find(source, costs);
            _last = last = (this, source.RegionCost, source.ClusterCost, costs);
        }

        return last.Costs;
    }

    /// <summary>There are hundreds of clusters and few regions: where only regions cost something each is looked up once.</summary>
    private void Find(Model source, double[] costs)
    {
        for (var place = 0; place < costs.Length; place++)
        {
            var same = _sameRegion[place];
            costs[place] = same < place && source.ClusterCost.Count == 0 ? costs[same] : source.PlaceCost(_places[place]);
        }
    }

    [ThreadStatic]
    private static (PoolColumns Columns, object Regions, object Clusters, double[] Costs)? _last;

    /// <summary>The model's replicas by accelerator; what it does not accept is left empty.</summary>
    internal Want[] Of(ModelData model)
    {
        var wants = new Want[_examples.Length];
        for (var a = 0; a < wants.Length; a++)
        {
            if (_examples[a] is { } example && Accepts(model.Source, example))
            {
                wants[a] = Of(model, example);
            }
        }

        return wants;
    }

    /// <summary>The same without prices.</summary>
    internal ReplicaShape[] Shapes(Model model) => Array.ConvertAll(_examples, e => e is not null && Accepts(model, e) ? ReplicaShape.Of(model, e) : default);

    private Want Of(ModelData model, Pool example)
    {
        var shape = ReplicaShape.Of(model.Source, example);
        var replicas = ModelData.ReplicasFor(model.Demand, shape.Units);
        return new Want(shape.Need.Gpus, shape.Cpu, shape.MemoryGiB, shape.Need.Cpu, shape.Need.Memory, shape.Units, model.Source.ReclaimCost * shape.Need.Gpus,
            Tier(model, shape.Units, false), Tier(model, shape.Units, true), model.Gang ? 0 : model.Demand / replicas,
            Rates.ResponseTime(model.Source, example.Accelerator, shape.Units, model.Demand));
    }

    private static bool Accepts(Model model, Pool pool) =>
        pool.Accelerator is null ? model.Accelerators.Count == 0 : model.Accelerators.Any(a => a.Name == pool.Accelerator);

    private static int Tier(ModelData model, double units, bool spot) => Array.FindIndex(model.Tiers, t => t.Units == units && t.Spot == spot);
}
