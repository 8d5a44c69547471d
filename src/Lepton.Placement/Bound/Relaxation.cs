using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// The Lagrangian relaxation: what pools and limits share is priced (one multiplier per row) instead of enforced, so every model is on its own.
/// At any multipliers ≥ 0 the value is a lower bound of the whole problem if every pool is counted (<see cref="Certified"/>). Source: Held, Wolfe,
/// Crowder, "Validation of subgradient optimization", 1974.
/// </summary>
internal sealed partial class Relaxation
{
    private readonly Instance _instance;
    private readonly ModelData[] _models;
    private readonly PoolRows _rows;
    private readonly PoolPrices _pools;
    private readonly PairTable _pairs;
    private readonly Cover[] _covers;
    private readonly double[] _prices;
    private readonly double[] _cutPrices;
    private readonly List<Cut> _cuts = [];
    private readonly List<int>[] _cutsOfPool;
    private readonly Rest _rest;
    private readonly int _threads;
    private int[]? _leastNodes;
    private int[]? _mostNodes;

    internal Relaxation(Instance instance, int threads = 1)
    {
        (_instance, _threads) = (instance, threads);
        _models = [.. instance.Models];
        _rows = new PoolRows(instance);
        _pools = new PoolPrices(instance, _rows);
        _pairs = new PairTable(_models);
        _covers = Array.ConvertAll(_models, m => new Cover(instance, m));
        (_prices, _cutPrices) = (new double[_pairs.Count], new double[_pairs.Count]);
        _rest = new Rest(instance, _pools);
        _cutsOfPool = Array.ConvertAll(instance.Pools, _ => new List<int>());
        ModelValues = new double[_models.Length];
        Resize();
    }

    /// <summary>Number of multipliers: rows of pools, then GPU limits, then cost limits, then cuts.</summary>
    internal int Size => FirstCut + _cuts.Count;

    /// <summary>How far each row is exceeded by the last solution.</summary>
    internal double[] Subgradient { get; private set; } = [];

    /// <summary>Steps are measured in these: a large pool is exceeded by more than a small one at the same price.</summary>
    internal double[] Scale { get; private set; } = [];

    /// <summary>Each model's part of the last value.</summary>
    internal double[] ModelValues { get; }

    internal PairTable Pairs => _pairs;

    /// <summary>With the candidates of its pairs.</summary>
    internal ModelData[] Models => _models;

    internal IReadOnlyList<Cut> Cuts => _cuts;

    internal PoolRows Rows => _rows;

    internal int FirstCut => _rows.Count + (2 * _instance.Limits.Length);

    /// <summary>The last solution's replicas of a model.</summary>
    internal List<Part> Parts(int model) => _covers[model].Parts;

    /// <summary>New multipliers are appended for further cuts.</summary>
    internal void Add(IEnumerable<Cut> cuts)
    {
        _cuts.AddRange(cuts);
        Resize();
    }

    /// <summary>From now on the value is that of plans which open numbers of nodes between these, by pool; null for all numbers.</summary>
    internal void Restrict(int[]? least, int[]? most) => (_leastNodes, _mostNodes) = (least, most);

    /// <summary>How many nodes each pool must open for fractional replicas by pair, as far as its rows say: seldom a whole number.</summary>
    internal double[] Nodes(double[] replicas)
    {
        var used = new double[_rows.Count];
        foreach (var model in _models)
        {
            foreach (var option in model.Options)
            {
                var count = replicas[_pairs.First[model.Index] + option.Index];
                for (var kind = 0; count > 0 && kind < PoolRows.Kinds; kind++)
                {
                    var row = _rows.Index[(option.Pool.Index * PoolRows.Kinds) + kind];
                    if (row >= 0)
                    {
                        used[row] += count * _rows.Use(row, option.Need);
                    }
                }
            }
        }

        var nodes = new double[_instance.Pools.Length];
        for (var i = 0; i < _rows.Index.Length; i++)
        {
            var row = _rows.Index[i];
            if (row >= 0 && _rows.PerNode[row] > 0)
            {
                nodes[i / PoolRows.Kinds] = Math.Max(nodes[i / PoolRows.Kinds], (used[row] - _rows.Free[row]) / _rows.PerNode[row]);
            }
        }

        return nodes;
    }

    /// <summary>A guess: see <see cref="MarketPrices"/>.</summary>
    internal double[] Start()
    {
        var start = new double[Size];
        foreach (var pool in _instance.Pools)
        {
            var row = _rows.Index[pool.Index * PoolRows.Kinds];
            if (row >= 0)
            {
                start[row] = _instance.Market[pool.Index];
            }
        }

        return start;
    }

    /// <summary>The value at these multipliers over the candidates; sets <see cref="Subgradient"/>.</summary>
    internal double Value(double[] multipliers) => Sum(multipliers, certified: false);

    /// <summary>The lower bound of the whole problem at these multipliers: every pool of every model is looked at.</summary>
    internal double Certified(double[] multipliers) => Sum(multipliers, certified: true);

    /// <summary>After <see cref="SetPrices"/>: pools that are no candidates of a model and would be cheaper than what it takes at these multipliers, the best first.</summary>
    internal IReadOnlyList<int> Missed(ModelData model, int most)
    {
        Price(model);
        return _rest.Better(model, _covers[model.Index], Prices(model), most);
    }

    /// <summary>Where a candidate stands in <see cref="Pairs"/>; -1 if the model has got it since.</summary>
    internal int Pair(ModelData model, Option option)
    {
        var known = _models[model.Index];
        var index = known == model ? option.Index : Array.FindIndex(known.Options, o => o.Pool == option.Pool);
        return index < 0 ? -1 : _pairs.First[model.Index] + index;
    }

    /// <summary>$/h each replica is charged by the multipliers.</summary>
    internal double Shadow(ModelData model, Option option)
    {
        var pair = Pair(model, option);
        return _pools.Of(option.Pool.Index, option.Need) + _pools.Of(option.Limits) + (pair < 0 ? 0 : _cutPrices[pair]);
    }

    /// <summary>Price of a pool's node less what the multipliers say it is worth.</summary>
    internal double NodeMargin(PoolData pool, double[] multipliers)
    {
        var margin = pool.NodePrice + _pools.Of(pool.NodeLimits);
        for (var kind = 0; kind < PoolRows.Kinds; kind++)
        {
            var row = _rows.Index[(pool.Index * PoolRows.Kinds) + kind];
            margin -= row < 0 ? 0 : multipliers[row] * _rows.PerNode[row];
        }

        foreach (var cut in _cutsOfPool[pool.Index])
        {
            margin -= multipliers[FirstCut + cut] * _cuts[cut].PerNode;
        }

        return margin;
    }

    /// <summary>Makes <see cref="Shadow"/> and <see cref="NodeMargin"/> those of these multipliers.</summary>
    internal void SetPrices(double[] multipliers)
    {
        _pools.Set(multipliers);
        Array.Clear(_cutPrices);
        for (var c = 0; c < _cuts.Count; c++)
        {
            var price = multipliers[FirstCut + c];
            foreach (var (pair, gpus) in price > 0 ? _cuts[c].Members : [])
            {
                _cutPrices[pair] += price * gpus;
            }
        }
    }

    private void Resize()
    {
        foreach (var pool in _cutsOfPool)
        {
            pool.Clear();
        }

        for (var c = 0; c < _cuts.Count; c++)
        {
            _cutsOfPool[_cuts[c].Pool].Add(c);
        }

        Subgradient = new double[Size];
        Scale = Enumerable.Range(0, _rows.Count).Select(r => 1 / Math.Sqrt(1 + _rows.Capacity[r]))
            .Concat(_instance.Limits.Select(l => double.IsFinite(l.Gpus) ? 1 / Math.Sqrt(1 + l.Gpus) : 0))
            .Concat(_instance.Limits.Select(l => double.IsFinite(l.Cost) ? 1 / Math.Sqrt(1 + l.Cost) : 0))
            .Concat(_cuts.Select(c => 1 / Math.Sqrt(1 + Math.Abs(c.Free) + c.PerNode))).ToArray();
    }

    private double Sum(double[] multipliers, bool certified)
    {
        SetPrices(multipliers);
        var value = Constant(multipliers);
        Solve(certified);
        foreach (var model in _models)
        {
            value += ModelValues[model.Index];
            Use(model, _covers[model.Index].Parts);
        }

        UseCuts();
        foreach (var pool in _instance.Pools)
        {
            value += OpenNodes(pool, multipliers);
        }

        return value;
    }

    /// <summary>Models are independent: each thread takes every n-th block. Nothing depends on who is first.</summary>
    private void Solve(bool certified)
    {
        if (_threads <= 1 || _models.Length < 256)
        {
            Solve(0, _models.Length, certified);
            return;
        }

        var block = (_models.Length + (8 * _threads) - 1) / (8 * _threads);
        Parallel.For(0, 8 * _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads },
            b => Solve(b * block, Math.Min(_models.Length, (b + 1) * block), certified));
    }

    private void Solve(int from, int to, bool certified)
    {
        for (var m = from; m < to; m++)
        {
            var model = _models[m];
            if (model.Refused)
            {
                ModelValues[m] = model.WholePenalty;
                continue;
            }

            Price(model);
            ModelValues[m] = certified && model.Others.Length > 0
                ? _covers[m].Solve(Prices(model), _rest.Least(model, _covers[m].ArrivalCost))
                : _covers[m].Solve(Prices(model));
        }
    }

    private ReadOnlySpan<double> Prices(ModelData model) => _prices.AsSpan(_pairs.First[model.Index], model.Options.Length);

    private void Price(ModelData model) => _pairs.Price(model.Index, _pools, _cutPrices, _prices);

    private double Constant(double[] multipliers)
    {
        var value = 0.0;
        for (var r = 0; r < _rows.Count; r++)
        {
            value -= multipliers[r] * _rows.Free[r];
            Subgradient[r] = -_rows.Free[r];
        }

        foreach (var limit in _instance.Limits)
        {
            value -= Fixed(limit.Gpus, _pools.GpuRow(limit.Index), multipliers) + Fixed(limit.Cost, _pools.CostRow(limit.Index), multipliers);
        }

        for (var c = 0; c < _cuts.Count; c++)
        {
            value -= multipliers[FirstCut + c] * _cuts[c].Free;
            Subgradient[FirstCut + c] = -_cuts[c].Free;
        }

        return value;
    }

    private double Fixed(double ceiling, int row, double[] multipliers)
    {
        var finite = double.IsFinite(ceiling);
        Subgradient[row] = finite ? -ceiling : 0;
        return finite ? multipliers[row] * ceiling : 0;
    }

    /// <summary>Nodes are opened in the relaxation where that lowers it: as many as may be, or as few as must be.</summary>
    private double OpenNodes(PoolData pool, double[] multipliers)
    {
        if (pool.NewNodes == 0 || PoolRows.OpensFreely(pool))
        {
            return 0;
        }

        var margin = NodeMargin(pool, multipliers);
        var nodes = margin < 0 ? _mostNodes?[pool.Index] ?? pool.NewNodes : _leastNodes?[pool.Index] ?? 0;
        if (nodes == 0)
        {
            return 0;
        }

        for (var kind = 0; kind < PoolRows.Kinds; kind++)
        {
            var row = _rows.Index[(pool.Index * PoolRows.Kinds) + kind];
            if (row >= 0)
            {
                Subgradient[row] -= nodes * _rows.PerNode[row];
            }
        }

        foreach (var cut in _cutsOfPool[pool.Index])
        {
            Subgradient[FirstCut + cut] -= nodes * _cuts[cut].PerNode;
        }

        Use(pool.NodeLimits, nodes);
        return margin * nodes;
    }

    private void Use(ModelData model, List<Part> parts)
    {
        foreach (var part in parts)
        {
            var option = model.Options[part.Option];
            for (var kind = 0; kind < PoolRows.Kinds; kind++)
            {
                var row = _rows.Index[(option.Pool.Index * PoolRows.Kinds) + kind];
                if (row >= 0)
                {
                    Subgradient[row] += part.Count * _rows.Use(row, option.Need);
                }
            }

            Use(option.Limits, part.Count);
        }
    }

    private readonly Dictionary<int, int> _counts = [];

    private void UseCuts()
    {
        if (_cuts.Count == 0)
        {
            return;
        }

        _counts.Clear();
        foreach (var model in _models)
        {
            foreach (var part in _covers[model.Index].Parts)
            {
                var pair = _pairs.First[model.Index] + part.Option;
                _counts[pair] = _counts.GetValueOrDefault(pair) + part.Count;
            }
        }

        for (var c = 0; c < _cuts.Count; c++)
        {
            foreach (var (pair, gpus) in _cuts[c].Members)
            {
                Subgradient[FirstCut + c] += gpus * _counts.GetValueOrDefault(pair);
            }
        }
    }

    private void Use(LimitUse[] uses, double times)
    {
        foreach (var use in uses)
        {
            Subgradient[_pools.GpuRow(use.Limit)] += double.IsFinite(_instance.Limits[use.Limit].Gpus) ? use.Gpus * times : 0;
            Subgradient[_pools.CostRow(use.Limit)] += double.IsFinite(_instance.Limits[use.Limit].Cost) ? use.Cost * times : 0;
        }
    }
}
