using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;

namespace Lepton.Placement.Incremental;

/// <summary>A fleet as it is placed now, compiled, with the bound at the kept prices: what a change finds and leaves.</summary>
internal sealed class KeptFleet
{
    /// <summary>Instances with no more pairs are packed as thoroughly as the complete search does.</summary>
    private const int SmallPairs = 400;

    private readonly Dictionary<string, int> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _pools;
    private readonly Stack<int> _holes = [];
    private readonly List<int>[] _looking;
    private readonly ShadowPrices _shadow;
    private readonly Pool[] _sources;

    /// <param name="problem">With <see cref="Model.Current"/> where each model runs.</param>
    /// <param name="prices">Null to find some.</param>
    internal KeptFleet(PlacementProblem problem, KeptPrices? prices, CancellationToken cancellationToken)
    {
        Problem = problem;
        Instance = InstanceBuilder.Build(problem, open: true);
        State = new State(Instance, new Packer(Instance, exact: Instance.Pairs <= SmallPairs));
        _sources = Array.ConvertAll(Instance.Pools, p => p.Source);
        _pools = Instance.Pools.ToDictionary(p => p.Source.Id, p => p.Index, StringComparer.Ordinal);
        _looking = Array.ConvertAll(Instance.Pools, _ => new List<int>());
        var rows = new PoolRows(Instance, every: true);
        Bound = new KeptBound(Instance, rows, RowPrices.In(Instance, rows, prices ?? Priced(cancellationToken)));
        _shadow = new ShadowPrices(Instance);
        Inserter = new Inserter(State, _shadow, new Random(problem.Seed));
        Candidates = new Candidates(Instance, State, Bound, new PoolIndex(_sources));
        foreach (var model in Instance.Models)
        {
            _models[model.Source.Id] = model.Index;
            State.Replace(Instance.Builder.Loosened(model));
            Register(Instance.Models[model.Index]);
        }

        Bound.Sum();
    }

    internal PlacementProblem Problem { get; }

    internal Instance Instance { get; }

    internal State State { get; }

    internal KeptBound Bound { get; }

    internal Inserter Inserter { get; }

    internal Candidates Candidates { get; }

    internal ModelData? Find(string model) => _models.TryGetValue(model, out var index) ? Instance.Models[index] : null;

    internal PoolData? FindPool(string pool) => _pools.TryGetValue(pool, out var index) ? Instance.Pools[index] : null;

    /// <summary>Models that have the pool among their candidates.</summary>
    internal IReadOnlyList<int> Looking(PoolData pool) => _looking[pool.Index];

    /// <summary>A number for a model that comes.</summary>
    internal int Number()
    {
        if (_holes.Count == 0)
        {
            var known = Instance.Models.Length;
            var models = Instance.Models;
            Array.Resize(ref models, known + Math.Max(16, known / 4));
            for (var m = models.Length - 1; m >= known; m--)
            {
                models[m] = Instance.Builder.Hole(m);
                _holes.Push(m);
            }

            Instance.Models = models;
            State.Grow();
        }

        return _holes.Pop();
    }

    /// <summary>A model comes, or has changed: what it has there stays where it is among its new candidates.</summary>
    internal void Put(ModelData model)
    {
        model = Instance.Builder.Loosened(model);
        Forget(Instance.Models[model.Index]);
        State.Replace(model);
        State.Revalue(model.Index);
        _models[model.Source.Id] = model.Index;
        Register(model);
    }

    /// <summary>A model that is not placed goes.</summary>
    internal void Drop(ModelData model)
    {
        Forget(model);
        _models.Remove(model.Source.Id);
        var hole = Instance.Builder.Hole(model.Index);
        State.Replace(hole);
        State.Revalue(hole.Index);
        Bound.Refresh(hole);
        _holes.Push(hole.Index);
    }

    /// <summary>Works out again what a model can cost at least.</summary>
    internal void Reprice(ModelData model)
    {
        Bound.Refresh(model);
        _shadow.SetLeast(model, Bound.Of(model.Index));
    }

    /// <summary>A pool has other prices or nodes. What no longer fits must be taken out by the caller before <see cref="State.Repack(PoolData)"/> says that all is well.</summary>
    internal void Change(PoolData data, Pool pool)
    {
        State.CloseNodes(data);
        _sources[data.Index] = pool;
        data.Source = pool;
        data.Existing = PoolData.Grouped(pool);
        data.NodeLimits = LimitUses.OfNode(pool, data.Limits);
        data.NewNodes = LimitUses.MostNodes(pool.NewNodes, data.NodeLimits, Instance.Limits);
        Bound.Refresh(data);
    }

    /// <summary>The problem as it is now, everyone where it runs.</summary>
    internal PlacementProblem Now() => Problem with
    {
        Pools = Instance.Pools.Where(p => !p.Closed).Select(p => p.Source).ToList(),
        Models = Instance.Models.Where(m => m.Source.Id.Length > 0).Select(m => m.Source).ToList(),
    };

    internal KeptPrices Prices() => RowPrices.Of(Instance, Bound.Rows, Bound.Multipliers);

    private KeptPrices Priced(CancellationToken cancellationToken)
    {
        var multipliers = new Multipliers(Instance) { Grown = State.Replace };
        multipliers.Grow(150, cancellationToken);
        multipliers.Improve(double.PositiveInfinity, 300, 100, cancellationToken);
        return multipliers.Kept();
    }

    private void Register(ModelData model)
    {
        foreach (var option in model.Options)
        {
            _looking[option.Pool.Index].Add(model.Index);
        }

        Bound.Refresh(model);
        _shadow.Set(model, Array.ConvertAll(model.Options, Bound.Shadow), Bound.Of(model.Index));
    }

    private void Forget(ModelData model)
    {
        foreach (var option in model.Options)
        {
            _looking[option.Pool.Index].Remove(model.Index);
        }
    }
}
