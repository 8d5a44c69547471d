using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>The candidates of all models in one row, a column per fact: what pricing them reads, again and again, lies together.</summary>
internal sealed class PairTable
{
    private readonly double[] _rate;
    private readonly int[] _pool;
    private readonly int[] _gpus;
    private readonly double[] _cpu;
    private readonly double[] _memory;
    private readonly LimitUse[][] _limits;

    internal PairTable(ModelData[] models)
    {
        First = new int[models.Length + 1];
        for (var m = 0; m < models.Length; m++)
        {
            First[m + 1] = First[m] + models[m].Options.Length;
        }

        (_rate, _cpu, _memory) = (new double[Count], new double[Count], new double[Count]);
        (_pool, _gpus, _limits) = (new int[Count], new int[Count], new LimitUse[Count][]);
        for (var m = 0; m < models.Length; m++)
        {
            foreach (var option in models[m].Options)
            {
                Set(First[m] + option.Index, option);
            }
        }
    }

    /// <summary>Where a model's candidates begin; one entry more than there are models.</summary>
    internal int[] First { get; }

    internal int Count => First[^1];

    /// <summary>Prices the candidates of one model.</summary>
    /// <param name="charged">$/h added to each pair.</param>
    internal void Price(int model, PoolPrices prices, ReadOnlySpan<double> charged, Span<double> into)
    {
        for (var pair = First[model]; pair < First[model + 1]; pair++)
        {
            var limits = _limits[pair].Length == 0 ? 0 : prices.Of(_limits[pair]);
            into[pair] = _rate[pair] + prices.Of(_pool[pair], _gpus[pair], _cpu[pair], _memory[pair]) + limits + charged[pair];
        }
    }

    private void Set(int pair, Option option)
    {
        (_rate[pair], _pool[pair], _limits[pair]) = (option.Rate, option.Pool.Index, option.Limits);
        (_gpus[pair], _cpu[pair], _memory[pair]) = (option.Need.Gpus, option.Need.Cpu, option.Need.Memory);
    }
}
