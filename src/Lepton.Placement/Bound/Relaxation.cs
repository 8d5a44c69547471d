using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// The Lagrangian relaxation: what pools and limits share is priced (one multiplier per row) instead of enforced, so every model is on its own.
/// At any multipliers ≥ 0 the value is a lower bound of the whole problem. Source: Held, Wolfe, Crowder, "Validation of subgradient optimization", 1974.
/// </summary>
internal sealed class Relaxation
{
    private readonly Instance _instance;
    private readonly IReadOnlySet<int> _refused;
    private readonly Row[] _rows;
    private readonly int[][] _rowsOfPool;
    private readonly Cover[] _covers;
    private readonly double[][] _prices;
    private readonly double[][][] _use;

    /// <param name="refused">Models that cannot be placed at all: they cost their penalty in every plan.</param>
    internal Relaxation(Instance instance, IReadOnlySet<int> refused)
    {
        (_instance, _refused) = (instance, refused);
        var needs = instance.Pools.Select(_ => new HashSet<Resources>()).ToArray();
        foreach (var option in instance.Models.SelectMany(m => m.Options))
        {
            needs[option.Pool.Index].Add(option.Need);
        }

        _rows = instance.Pools.SelectMany(p => RowBuilder.Rows(p, needs[p.Index])).ToArray();
        _rowsOfPool = instance.Pools.Select(p => Enumerable.Range(0, _rows.Length).Where(r => _rows[r].Pool == p.Index).ToArray()).ToArray();
        _covers = instance.Models.Select(m => new Cover(instance, m)).ToArray();
        _prices = instance.Models.Select(m => new double[m.Options.Length]).ToArray();
        _use = instance.Models.Select(m => m.Options.Select(o => _rowsOfPool[o.Pool.Index].Select(r => _rows[r].Use(o.Need)).ToArray()).ToArray()).ToArray();
        Scale = _rows.Select(r => 1 / Math.Sqrt(1 + r.Free + (r.PerNode * instance.Pools[r.Pool].NewNodes)))
            .Concat(instance.Limits.Select(l => double.IsFinite(l.Gpus) ? 1 / Math.Sqrt(1 + l.Gpus) : 0))
            .Concat(instance.Limits.Select(l => double.IsFinite(l.Cost) ? 1 / Math.Sqrt(1 + l.Cost) : 0)).ToArray();
        ModelValues = new double[instance.Models.Length];
        Subgradient = new double[Size];
    }

    /// <summary>Number of multipliers: rows of pools, then GPU limits, then cost limits.</summary>
    internal int Size => _rows.Length + (2 * _instance.Limits.Length);

    /// <summary>How far each row is exceeded by the last solution.</summary>
    internal double[] Subgradient { get; }

    /// <summary>Steps are measured in these: a large pool is exceeded by more than a small one at the same price.</summary>
    internal double[] Scale { get; }

    /// <summary>Each model's part of the last value.</summary>
    internal double[] ModelValues { get; }

    internal int[] Counts(int model) => _covers[model].Counts;

    /// <summary>The bound at these multipliers; sets <see cref="Subgradient"/>.</summary>
    internal double Value(double[] multipliers)
    {
        var value = Constant(multipliers);
        foreach (var model in _instance.Models)
        {
            ModelValues[model.Index] = _refused.Contains(model.Index) ? model.WholePenalty : Solve(model, multipliers);
            value += ModelValues[model.Index];
        }

        foreach (var pool in _instance.Pools)
        {
            value += OpenNodes(pool, multipliers);
        }

        return value;
    }

    /// <summary>$/h each replica is charged by the multipliers.</summary>
    internal double Shadow(ModelData model, Option option, double[] multipliers)
    {
        var rows = _rowsOfPool[option.Pool.Index];
        var use = _use[model.Index][option.Index];
        var price = 0.0;
        for (var r = 0; r < rows.Length; r++)
        {
            price += multipliers[rows[r]] * use[r];
        }

        return price + Limits(option.Limits, multipliers);
    }

    private double Solve(ModelData model, double[] multipliers)
    {
        Price(model, multipliers, _prices[model.Index]);
        var value = _covers[model.Index].Solve(_prices[model.Index]);
        Use(model, _covers[model.Index].Counts);
        return value;
    }

    private void Price(ModelData model, double[] multipliers, double[] prices)
    {
        foreach (var option in model.Options)
        {
            prices[option.Index] = option.Rate + Shadow(model, option, multipliers);
        }
    }

    private double Constant(double[] multipliers)
    {
        var value = 0.0;
        for (var r = 0; r < _rows.Length; r++)
        {
            value -= multipliers[r] * _rows[r].Free;
            Subgradient[r] = -_rows[r].Free;
        }

        foreach (var limit in _instance.Limits)
        {
            value -= Fixed(limit.Gpus, GpuRow(limit.Index), multipliers) + Fixed(limit.Cost, CostRow(limit.Index), multipliers);
        }

        return value;
    }

    private double Fixed(double ceiling, int row, double[] multipliers)
    {
        var finite = double.IsFinite(ceiling);
        Subgradient[row] = finite ? -ceiling : 0;
        return finite ? multipliers[row] * ceiling : 0;
    }

    /// <summary>Nodes are opened in the relaxation where that lowers it: all of them, or none.</summary>
    private double OpenNodes(PoolData pool, double[] multipliers)
    {
        var margin = pool.NewNodes == 0 ? 0 : NodeMargin(pool, multipliers);
        if (margin >= 0)
        {
            return 0;
        }

        foreach (var row in _rowsOfPool[pool.Index])
        {
            Subgradient[row] -= pool.NewNodes * _rows[row].PerNode;
        }

        Use(pool.NodeLimits, pool.NewNodes);
        return margin * pool.NewNodes;
    }

    /// <summary>Price of a node less what the multipliers say it is worth.</summary>
    private double NodeMargin(PoolData pool, double[] multipliers)
    {
        var margin = pool.NodePrice + Limits(pool.NodeLimits, multipliers);
        foreach (var row in _rowsOfPool[pool.Index])
        {
            margin -= multipliers[row] * _rows[row].PerNode;
        }

        return margin;
    }

    private void Use(ModelData model, int[] counts)
    {
        for (var o = 0; o < counts.Length; o++)
        {
            if (counts[o] == 0)
            {
                continue;
            }

            var option = model.Options[o];
            var rows = _rowsOfPool[option.Pool.Index];
            for (var r = 0; r < rows.Length; r++)
            {
                Subgradient[rows[r]] += counts[o] * _use[model.Index][o][r];
            }

            Use(option.Limits, counts[o]);
        }
    }

    private void Use(LimitUse[] uses, double times)
    {
        foreach (var use in uses)
        {
            Subgradient[GpuRow(use.Limit)] += double.IsFinite(_instance.Limits[use.Limit].Gpus) ? use.Gpus * times : 0;
            Subgradient[CostRow(use.Limit)] += double.IsFinite(_instance.Limits[use.Limit].Cost) ? use.Cost * times : 0;
        }
    }

    private double Limits(LimitUse[] uses, double[] multipliers)
    {
        var price = 0.0;
        foreach (var use in uses)
        {
            price += (multipliers[GpuRow(use.Limit)] * use.Gpus) + (multipliers[CostRow(use.Limit)] * use.Cost);
        }

        return price;
    }

    private int GpuRow(int limit) => _rows.Length + limit;

    private int CostRow(int limit) => _rows.Length + _instance.Limits.Length + limit;
}
