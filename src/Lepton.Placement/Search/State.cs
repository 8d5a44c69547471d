using Lepton.Placement.Core;
using Lepton.Placement.Packing;

namespace Lepton.Placement.Search;

/// <summary>
/// A placement of all models that always obeys what they share: nodes and limits. Rules within one model are judged before its parts come here.
/// The one place that decides whether a placement fits.
/// </summary>
internal sealed partial class State
{
    private static readonly Part[] Nothing = [];

    private Part[][] _parts;
    private readonly PoolState[] _pools;
    private readonly LimitLedger _ledger;
    private double[] _modelCost;
    private readonly List<(PoolState Pool, int NewNodes)> _touched = [];
    private readonly HashSet<PoolState> _loose = [];
    private readonly List<PoolState> _loosened = [];
    private readonly List<(int Model, Part[] Parts)> _changed = [];
    private readonly List<(PoolState Pool, int NewNodes)> _opened = [];
    private bool _recording;
    private WayBack? _wayBack;

    internal State(Instance instance, Packer packer)
    {
        (Instance, Packer) = (instance, packer);
        _pools = instance.Pools.Select(p => new PoolState(p)).ToArray();
        _parts = instance.Models.Select(_ => Nothing).ToArray();
        _modelCost = instance.Models.Select(m => ModelCost.Objective(m, Nothing)).ToArray();
        _ledger = new LimitLedger(instance);
        Total = _modelCost.Sum();
        Short = new IndexSet(instance.Models.Length);
        foreach (var model in instance.Models)
        {
            Note(model);
        }
    }

    /// <summary>Models of which something is not placed.</summary>
    internal IndexSet Short { get; }

    internal Instance Instance { get; }

    internal Packer Packer { get; }

    internal LimitLedger Ledger => _ledger;

    /// <summary>What the search minimises, over all models and opened nodes.</summary>
    internal double Total { get; private set; }

    /// <summary>Whether no placement can be better than this one by more than rounding and the breaking of ties.</summary>
    /// <param name="bound">$/h no placement can go below.</param>
    internal bool Reaches(double bound)
    {
        // Most of the time the distance is far larger than all ties together.
        var distance = Total - bound - Money.Tolerance(bound);
        if (distance > ((ModelCost.MoveTie + ModelCost.ReplicaTie) * ProblemErrors.AbsurdCount))
        {
            return false;
        }

        var ties = 0.0;
        foreach (var model in Instance.Models)
        {
            ties += ModelCost.Ties(model, _parts[model.Index]);
        }

        return distance <= ties;
    }

    /// <summary>
    /// False while some pool holds loads that fit because more fitted before, but which the packer cannot lay out on so few nodes: first fit may need
    /// more nodes for fewer replicas. Such a placement is only passed through; nothing that is kept may be one.
    /// </summary>
    internal bool Sound => _loose.Count == 0;

    /// <summary>The pools because of which it is not.</summary>
    internal List<PoolData> Loose => _loose.Select(p => p.Pool).OrderBy(p => p.Index).ToList();

    internal Part[] Parts(int model) => _parts[model];

    internal PoolState Pool(int pool) => _pools[pool];

    internal double ModelObjective(int model) => _modelCost[model];

    /// <summary>A model got other candidates: its placement stays.</summary>
    internal void Replace(ModelData model)
    {
        var old = Instance.Models[model.Index];
        var parts = _parts[model.Index];
        _ledger.Add(old, parts, -1);
        Instance.Models[model.Index] = model;
        _parts[model.Index] = parts.Length == 0 ? parts : parts
            .Select(p => new Part(Array.FindIndex(model.Options, o => o.Pool == old.Options[p.Option].Pool), p.Count)).OrderBy(p => p.Option).ToArray();
        _ledger.Add(model, _parts[model.Index], 1);
    }

    /// <summary>After models were appended to the instance.</summary>
    internal void Grow()
    {
        var known = _parts.Length;
        Array.Resize(ref _parts, Instance.Models.Length);
        Array.Resize(ref _modelCost, Instance.Models.Length);
        _parts.AsSpan(known).Fill(Nothing);
        Short.Grow(Instance.Models.Length);
    }

    /// <summary>After what a model's placement costs has changed.</summary>
    internal void Revalue(int model)
    {
        var (data, before) = (Instance.Models[model], _modelCost[model]);
        _modelCost[model] = ModelCost.Objective(data, _parts[model]);
        Total += _modelCost[model] - before;
        Note(data);
    }

    /// <summary>Before nodes or prices of a pool change: what is opened there is given back.</summary>
    internal void CloseNodes(PoolData pool)
    {
        Total -= _pools[pool.Index].NewNodes * pool.NodePrice;
        SetNodes(_pools[pool.Index], 0);
    }

    /// <summary>After nodes or prices of a pool have changed, or its loads were put there without asking: packs them anew.</summary>
    /// <returns>False when the loads do not fit: then no node is opened, and some must go before this is asked again.</returns>
    internal bool Repack(PoolData pool)
    {
        var (old, renewed) = (_pools[pool.Index], new PoolState(pool));
        CloseNodes(pool);
        _loose.Remove(old);
        foreach (var load in old.Loads)
        {
            renewed.Add(load);
        }

        _pools[pool.Index] = renewed;
        var packed = Packer.Pack(pool, renewed.Batches);
        if (packed.Fits)
        {
            SetNodes(renewed, packed.NewNodes);
            Total += packed.NewNodes * pool.NodePrice;
        }

        return packed.Fits;
    }

    internal void Clear(int model) => TrySet(model, Nothing);

    /// <summary>Replaces a model's placement if nodes and limits have room for it; otherwise nothing changes.</summary>
    internal bool TrySet(int model, Part[] parts)
    {
        var old = _parts[model];
        if (ReferenceEquals(old, parts))
        {
            return true;
        }

        var data = Instance.Models[model];
        _touched.Clear();
        Unload(data, old);
        Reload(data, parts);
        if (!Repack(data, old, parts) || !_ledger.Holds())
        {
            Undo(data, old, parts);
            return false;
        }

        if (_recording)
        {
            _changed.Add((model, old));
            _opened.AddRange(_touched);
        }

        _wayBack?.Note(model, old);
        _parts[model] = parts;
        var cost = ModelCost.Objective(data, parts);
        Total += cost - _modelCost[model];
        _modelCost[model] = cost;
        Note(data);
        foreach (var (pool, before) in _touched)
        {
            Total += (pool.NewNodes - before) * pool.Pool.NodePrice;
            _loose.Remove(pool);
        }

        _loose.UnionWith(_loosened);
        return true;
    }

    /// <summary>Without asking whether it fits; nodes and total are the caller's.</summary>
    private void Exchange(int model, Part[] parts)
    {
        var data = Instance.Models[model];
        _touched.Clear();
        _wayBack?.Note(model, _parts[model]);
        Unload(data, _parts[model]);
        Reload(data, parts);
        _parts[model] = parts;
        _modelCost[model] = ModelCost.Objective(data, parts);
        Note(data);
    }

    private void Note(ModelData model) => Short.Set(model.Index, model.Options.Length > 0 && ModelCost.Penalty(model, _parts[model.Index]) > 0);

    private void Unload(ModelData model, Part[] parts)
    {
        foreach (var part in parts)
        {
            var pool = _pools[model.Options[part.Option].Pool.Index];
            pool.Remove(model.Index);
            _touched.Add((pool, pool.NewNodes));
        }

        _ledger.Add(model, parts, -1);
    }

    private void Reload(ModelData model, Part[] parts)
    {
        foreach (var part in parts)
        {
            var option = model.Options[part.Option];
            var pool = _pools[option.Pool.Index];
            pool.Add(new Load(model.Index, option.Need, part.Count));
            if (!IsTouched(pool))
            {
                _touched.Add((pool, pool.NewNodes));
            }
        }

        _ledger.Add(model, parts, 1);
    }

    private bool IsTouched(PoolState pool)
    {
        foreach (var (touched, _) in _touched)
        {
            if (touched == pool)
            {
                return true;
            }
        }

        return false;
    }

    private bool Repack(ModelData model, Part[] old, Part[] parts)
    {
        _loosened.Clear();
        foreach (var (pool, before) in _touched)
        {
            var grows = Count(model, parts, pool.Pool) > Count(model, old, pool.Pool);
            var packed = Packer.Pack(pool.Pool, pool.Batches);
            if (!packed.Fits && grows)
            {
                return false;
            }

            // Fewer replicas fit where more did, whatever first fit says: the anomaly of first fit is no reason to refuse, but to look again before it is kept.
            if (packed.Fits && (grows || packed.NewNodes <= before))
            {
                SetNodes(pool, packed.NewNodes);
                continue;
            }

            _loosened.Add(pool);
        }

        return true;
    }

    private void Undo(ModelData model, Part[] old, Part[] parts)
    {
        foreach (var part in parts)
        {
            _pools[model.Options[part.Option].Pool.Index].Remove(model.Index);
        }

        foreach (var part in old)
        {
            var option = model.Options[part.Option];
            _pools[option.Pool.Index].Add(new Load(model.Index, option.Need, part.Count));
        }

        _ledger.Add(model, parts, -1);
        _ledger.Add(model, old, 1);
        foreach (var (pool, before) in _touched)
        {
            SetNodes(pool, before);
        }
    }

    private void SetNodes(PoolState pool, int nodes)
    {
        if (nodes != pool.NewNodes)
        {
            _wayBack?.NoteNodes(pool.Pool.Index, pool.NewNodes);
            _ledger.AddNodes(pool.Pool, nodes - pool.NewNodes);
        }

        pool.NewNodes = nodes;
    }

    private static int Count(ModelData model, Part[] parts, PoolData pool)
    {
        foreach (var part in parts)
        {
            if (model.Options[part.Option].Pool == pool)
            {
                return part.Count;
            }
        }

        return 0;
    }
}
