using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// Raises the bound of instances of moderate size by making the numbers of opened nodes whole: where the average solution opens a fraction of a node, either
/// no more than the whole part is opened or one more, and each half gets multipliers of its own. The bound is that of the worst half that is left; the
/// one with the lowest bound is divided next. Source: Land and Doig, "An automatic method of solving discrete programming problems", 1960.
/// </summary>
/// <param name="target">What is known to be possible: halves that cannot be below it need no further look.</param>
internal sealed class NodeBranching(Instance instance, Relaxation relaxation, double target)
{
    private const int Steps = 40;
    private const double StepLength = 0.2;
    private const double LeastFraction = 0.02;

    /// <summary>Halves as close to the target as this are done.</summary>
    private const double Tolerance = 1e-7;

    private readonly PriorityQueue<Half, (double Bound, int Number)> _open = new();
    private int _number;
    private double _closed = double.PositiveInfinity;

    /// <summary>Pairs priced so far.</summary>
    internal long Work { get; private set; }

    private sealed record Half(double Bound, double[] Multipliers, int[] Least, int[] Most, int Pool, int Whole);

    /// <summary>Leaves the relaxation with all numbers of nodes open.</summary>
    /// <param name="work">Pairs to price at most, as far as one step allows.</param>
    /// <returns>A lower bound of the whole problem.</returns>
    internal double Run(double[] multipliers, long work, CancellationToken cancellationToken)
    {
        Look(double.NegativeInfinity, multipliers, new int[instance.Pools.Length], Array.ConvertAll(instance.Pools, p => p.NewNodes), cancellationToken);
        while (_open.TryPeek(out var half, out _) && half.Bound < Math.Min(_closed, target) && Work < work && !cancellationToken.IsCancellationRequested)
        {
            _open.Dequeue();
            Look(half.Bound, half.Multipliers, half.Least, With(half.Most, half.Pool, half.Whole), cancellationToken);
            Look(half.Bound, half.Multipliers, With(half.Least, half.Pool, half.Whole + 1), half.Most, cancellationToken);
        }

        relaxation.Restrict(null, null);
        var closed = Math.Min(_closed, target);
        return _open.TryPeek(out var worst, out _) ? Math.Min(worst.Bound, closed) : closed;
    }

    private static int[] With(int[] nodes, int pool, int number)
    {
        var changed = (int[])nodes.Clone();
        changed[pool] = number;
        return changed;
    }

    private void Look(double atLeast, double[] multipliers, int[] least, int[] most, CancellationToken cancellationToken)
    {
        relaxation.Restrict(least, most);
        var ascent = new Ascent(instance, relaxation, multipliers) { StepLength = StepLength };
        for (var step = 0; step < Steps && ascent.Best < target - Tolerance && !cancellationToken.IsCancellationRequested && ascent.Step(target); step++)
        {
            Work += relaxation.Pairs.Count;
        }

        Work += relaxation.Pairs.Count;
        var bound = Math.Max(atLeast, ascent.Best);
        if (bound >= target - Tolerance)
        {
            return;
        }

        var (pool, nodes) = Broken(ascent.Average, least, most);
        if (pool < 0)
        {
            // Nothing to divide: this half stays as it is.
            _closed = Math.Min(_closed, bound);
            return;
        }

        _open.Enqueue(new Half(bound, ascent.Center, least, most, pool, (int)Math.Floor(nodes)), (bound, _number++));
    }

    /// <summary>The pool of which the most money hangs on the fraction of a node that the average solution opens; -1 if there is none.</summary>
    private (int Pool, double Nodes) Broken(double[] average, int[] least, int[] most)
    {
        var nodes = relaxation.Nodes(average);
        var (worst, worth) = (-1, 0.0);
        foreach (var pool in instance.Pools)
        {
            if (pool.NodePrice <= 0 || most[pool.Index] == least[pool.Index])
            {
                continue;
            }

            var number = nodes[pool.Index] = Math.Clamp(nodes[pool.Index], least[pool.Index], most[pool.Index]);
            var fraction = number - Math.Floor(number);
            var split = Math.Min(fraction, 1 - fraction);
            if (split > LeastFraction && split * pool.NodePrice > worth)
            {
                (worst, worth) = (pool.Index, split * pool.NodePrice);
            }
        }

        return (worst, worst < 0 ? 0 : nodes[worst]);
    }
}
