using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>How much of each limit is used.</summary>
internal sealed class LimitLedger(Instance instance)
{
    private readonly double[] _gpus = new double[instance.Limits.Length];
    private readonly double[] _cost = new double[instance.Limits.Length];

    internal double Gpus(int limit) => _gpus[limit];

    internal double Cost(int limit) => _cost[limit];

    /// <param name="times">Negative to take back.</param>
    internal void Add(ModelData model, ReadOnlySpan<Part> parts, int times)
    {
        foreach (var part in parts)
        {
            Add(model.Options[part.Option].Limits, times * part.Count);
        }

        if (!parts.IsEmpty)
        {
            Add(model.GangLimits[parts[0].Option], times);
        }
    }

    internal void AddNodes(PoolData pool, int nodes) => Add(pool.NodeLimits, nodes);

    internal void Add(LimitUse[] uses, int times)
    {
        foreach (var use in uses)
        {
            _gpus[use.Limit] += use.Gpus * times;
            _cost[use.Limit] += use.Cost * times;
        }
    }

    internal bool Holds()
    {
        foreach (var limit in instance.Limits)
        {
            if (!Holds(limit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many more such uses fit.</summary>
    internal int Room(LimitUse[] uses, int wanted)
    {
        foreach (var use in uses)
        {
            var limit = instance.Limits[use.Limit];
            wanted = Math.Min(wanted, Whole(limit.Gpus + 0.5 - _gpus[use.Limit], use.Gpus));
            wanted = Math.Min(wanted, Whole(limit.Cost + Money.Tolerance(limit.Cost) - _cost[use.Limit], use.Cost));
        }

        return wanted;
    }

    internal bool Holds(LimitData limit) =>
        _gpus[limit.Index] <= limit.Gpus + 0.5 && (double.IsInfinity(limit.Cost) || _cost[limit.Index] <= limit.Cost + Money.Tolerance(limit.Cost));

    private static int Whole(double left, double per) => per <= 0 || double.IsInfinity(left) ? int.MaxValue : left <= 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Floor(left / per));
}
