using Lepton.Placement.Bound;
using Lepton.Placement.Core;

namespace Lepton.Placement.Incremental;

/// <summary>
/// The bound of a fleet that is kept, at prices that stay: a sum of one term per model and one per pool (see <see cref="Relaxation"/>), of which only those are
/// worked out anew that a change concerns.
/// </summary>
internal sealed class KeptBound
{
    private readonly Instance _instance;
    private readonly PoolRows _rows;
    private readonly PoolPrices _prices;
    private readonly Rest _rest;
    private readonly double[] _multipliers;
    private readonly double[] _pools;
    private readonly double _limits;
    private double[] _models;
    private int[][] _countedOn;
    private double[] _priced = new double[64];
    private double _sum;

    /// <param name="multipliers">Of rows and limits: see <see cref="RowPrices"/>.</param>
    internal KeptBound(Instance instance, PoolRows rows, double[] multipliers)
    {
        (_instance, _rows, _multipliers) = (instance, rows, multipliers);
        _prices = new PoolPrices(instance, rows);
        _prices.Set(multipliers);
        _rest = new Rest(instance, _prices);
        (_models, _countedOn) = (new double[instance.Models.Length], new int[instance.Models.Length][]);
        _pools = Array.ConvertAll(instance.Pools, Term);
        foreach (var limit in instance.Limits)
        {
            _limits += double.IsFinite(limit.Gpus) ? multipliers[_prices.GpuRow(limit.Index)] * limit.Gpus : 0;
            _limits += double.IsFinite(limit.Cost) ? multipliers[_prices.CostRow(limit.Index)] * limit.Cost : 0;
        }

        Sum();
    }

    /// <summary>$/h no placement of the whole problem can go below.</summary>
    internal double Value => Math.Max(0, _sum - _limits);

    internal PoolRows Rows => _rows;

    internal double[] Multipliers => _multipliers;

    /// <summary>Prices pools per unit of a model.</summary>
    internal Rest Rest => _rest;

    /// <summary>The model's own part: the least it can cost at these prices.</summary>
    internal double Of(int model) => model < _models.Length ? _models[model] : 0;

    /// <summary>Whether the model's part counts on one of these pools: it is the least only as long as they are what they are.</summary>
    internal bool CountsOn(int model, HashSet<int> pools) => model < _countedOn.Length && _countedOn[model] is { } counted && Array.Exists(counted, pools.Contains);

    /// <summary>$/h a replica is charged for what it takes from others.</summary>
    internal double Shadow(Option option) => _prices.Of(option.Pool.Index, option.Need) + (option.Limits.Length == 0 ? 0 : _prices.Of(option.Limits));

    /// <summary>Works a model's part out anew.</summary>
    internal void Refresh(ModelData model)
    {
        if (model.Index >= _models.Length)
        {
            Array.Resize(ref _models, 2 * (model.Index + 1));
            Array.Resize(ref _countedOn, 2 * (model.Index + 1));
        }

        if (model.Refused)
        {
            Set(model.Index, model.WholePenalty, []);
            return;
        }

        if (_priced.Length < model.Options.Length)
        {
            _priced = new double[2 * model.Options.Length];
        }

        foreach (var option in model.Options)
        {
            _priced[option.Index] = option.Rate + Shadow(option);
        }

        var cover = new Cover(_instance, model);
        var prices = _priced.AsSpan(0, model.Options.Length);
        int[] where = [];
        var value = model.Others.Length > 0 ? cover.Solve(prices, _rest.Least(model, cover.ArrivalCost, out where)) : cover.Solve(prices);
        var pools = cover.Parts.Select(p => model.Options[p.Option].Pool.Index);
        Set(model.Index, value, [.. model.Others.Length > 0 && cover.Beyond ? pools.Concat(where) : pools]);
    }

    /// <summary>The value with all models of an instance worked out: from scratch.</summary>
    internal double Refreshed(Instance instance)
    {
        foreach (var model in instance.Models)
        {
            Refresh(model);
        }

        Sum();
        return Value;
    }

    /// <summary>After prices or nodes of a pool have changed. The parts of models that look at it are the caller's.</summary>
    internal void Refresh(PoolData pool)
    {
        _rest.Update(pool);
        _sum -= _pools[pool.Index];
        _pools[pool.Index] = Term(pool);
        _sum += _pools[pool.Index];
    }

    /// <summary>Adds up all terms: many changes one after the other would let roundings add up.</summary>
    internal void Sum() => _sum = _models.Sum() + _pools.Sum();

    private void Set(int model, double value, int[] countedOn)
    {
        _sum += value - _models[model];
        (_models[model], _countedOn[model]) = (value, countedOn);
    }

    /// <summary>What the pool has is given away at the prices; nodes are opened where the prices pay for them.</summary>
    private double Term(PoolData pool)
    {
        if (pool.Closed)
        {
            return 0;
        }

        var opens = pool.NewNodes > 0 && !PoolRows.OpensFreely(pool);
        var (free, margin) = (0.0, opens ? pool.NodePrice + _prices.Of(pool.NodeLimits) : 0);
        for (var kind = 0; kind < PoolRows.Kinds; kind++)
        {
            var row = _rows.Index[(pool.Index * PoolRows.Kinds) + kind];
            if (row >= 0)
            {
                free += _multipliers[row] * _rows.FreeOf(pool, row);
                margin -= opens ? _multipliers[row] * _rows.PerNode[row] : 0;
            }
        }

        return (Math.Min(0, margin) * pool.NewNodes) - free;
    }
}
