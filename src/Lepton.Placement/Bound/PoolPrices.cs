using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>The multipliers of pool rows and limits, laid out by pool so that pricing a replica there reads a few numbers.</summary>
internal sealed class PoolPrices(Instance instance, PoolRows rows)
{
    /// <summary>Replicas of up to this many GPUs are priced from a table.</summary>
    private const int Tabled = 8;

    private readonly double[] _gpus = new double[instance.Pools.Length * (Tabled + 1)];
    private readonly double[] _cpu = new double[instance.Pools.Length];
    private readonly double[] _memory = new double[instance.Pools.Length];
    private readonly double[] _perGpuBought = new double[instance.Pools.Length];
    private readonly double[] _perDollar = new double[instance.Pools.Length];
    private double[] _multipliers = [];

    internal void Set(double[] multipliers)
    {
        _multipliers = multipliers;
        for (var p = 0; p < _cpu.Length; p++)
        {
            _cpu[p] = PerUnit(p, RowKind.Cpu);
            _memory[p] = PerUnit(p, RowKind.Memory);
            SetLimits(instance.Pools[p]);
            for (var g = 1; g <= Tabled; g++)
            {
                _gpus[(p * (Tabled + 1)) + g] = Gpus(p, g);
            }
        }
    }

    /// <summary>$/h a replica with these needs is charged for the pool's rows.</summary>
    internal double Of(int pool, in Resources need) => Of(pool, need.Gpus, need.Cpu, need.Memory);

    internal double Of(int pool, int gpus, double cpu, double memory)
    {
        var price = gpus <= Tabled ? _gpus[(pool * (Tabled + 1)) + gpus] : Gpus(pool, gpus);
        return price + (_cpu[pool] * cpu) + (_memory[pool] * memory);
    }

    /// <summary>$/h for what is used of limits.</summary>
    internal double Of(LimitUse[] uses)
    {
        var price = 0.0;
        foreach (var use in uses)
        {
            price += (_multipliers[GpuRow(use.Limit)] * use.Gpus) + (_multipliers[CostRow(use.Limit)] * use.Cost);
        }

        return price;
    }

    /// <summary>The same for limits over pools, from what a replica uses there and is billed.</summary>
    internal double OfLimits(int pool, int gpus, double billed) => (_perGpuBought[pool] * gpus) + (_perDollar[pool] * billed);

    internal int GpuRow(int limit) => rows.Count + limit;

    internal int CostRow(int limit) => rows.Count + instance.Limits.Length + limit;

    private void SetLimits(PoolData pool)
    {
        (_perGpuBought[pool.Index], _perDollar[pool.Index]) = (0, 0);
        foreach (var limit in pool.Limits)
        {
            if (limit.OverPools)
            {
                _perGpuBought[pool.Index] += pool.Source.Billing == Billing.PerGpu ? _multipliers[GpuRow(limit.Index)] : 0;
                _perDollar[pool.Index] += _multipliers[CostRow(limit.Index)];
            }
        }
    }

    private double Gpus(int pool, int gpus)
    {
        var price = 0.0;
        for (var level = 0; level < 4; level++)
        {
            var row = rows.Index[(pool * PoolRows.Kinds) + level];
            price += row < 0 ? 0 : _multipliers[row] * (gpus >> level << level);
        }

        return price;
    }

    private double PerUnit(int pool, RowKind kind)
    {
        var row = rows.Index[(pool * PoolRows.Kinds) + (int)kind];
        return row < 0 ? 0 : _multipliers[row] / rows.Unit[row];
    }
}
