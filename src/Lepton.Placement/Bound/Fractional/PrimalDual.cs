namespace Lepton.Placement.Bound.Fractional;

/// <summary>
/// Solves a linear program nearly, without any factorisation: steps in plan and prices at once, each costing two walks over the matrix, begun anew from their average whenever
/// that is much better. Sources: Chambolle and Pock, "A first-order primal-dual algorithm for convex problems", 2011; Pock and Chambolle, "Diagonal preconditioning for first order primal-dual
/// algorithms", 2011; Applegate et al., "Practical large-scale linear programming using primal-dual hybrid gradient", 2021 (restarts, primal weight).
/// </summary>
internal sealed class PrimalDual
{
    private const int Look = 32;

    /// <summary>Fewer columns or rows than this are done sooner than divided.</summary>
    private const int Worth = 4_000;
    private const double Enough = 0.3;
    private const double Worthwhile = 0.8;
    private const double Longest = 0.36;

    private readonly LinearProgram _program;
    private readonly double[] _columnStep;
    private readonly double[] _rowStep;
    private readonly double[] _ahead;
    private readonly double[] _sumPlan;
    private readonly double[] _sumPrices;
    private readonly double[] _startPlan;
    private double[] _averagePlan;
    private double[] _averagePrices;
    private readonly double[] _startPrices;
    private int _since;
    private double _errorAtStart = double.PositiveInfinity;
    private double _lastError = double.PositiveInfinity;

    /// <param name="program">What is solved.</param>
    /// <param name="plan">To start from, as are the prices; both are taken over.</param>
    /// <param name="prices">By row.</param>
    internal PrimalDual(LinearProgram program, double[] plan, double[] prices)
    {
        _program = program;
        _columnStep = Steps(program.ByColumn);
        _rowStep = Steps(program.ByRow);
        (Plan, Prices) = (plan, prices);
        _ahead = new double[Plan.Length];
        (_sumPlan, _sumPrices) = (new double[Plan.Length], new double[Prices.Length]);
        (_startPlan, _startPrices) = ((double[])Plan.Clone(), (double[])Prices.Clone());
        (_averagePlan, _averagePrices) = (new double[Plan.Length], new double[Prices.Length]);
    }

    /// <summary>The columns' values: they obey the rows nearly.</summary>
    internal double[] Plan { get; private set; }

    /// <summary>By row, not negative: any such prices bound the program.</summary>
    internal double[] Prices { get; private set; }

    /// <summary>Cores that may be used.</summary>
    internal int Threads { get; init; } = 1;

    /// <summary>How long steps of the plan are beside those of prices.</summary>
    internal double Weight { get; set; } = 1;

    /// <summary>How far plan and prices are from agreeing, as a part of the cost.</summary>
    internal double Error { get; private set; } = double.PositiveInfinity;

    internal void Run(int steps, double tolerance, CancellationToken cancellationToken)
    {
        for (var step = 1; step <= steps && Error > tolerance && !cancellationToken.IsCancellationRequested; step++)
        {
            Step();
            _since++;
            if (step % Look == 0 || step == steps)
            {
                Consider(step, step == steps);
            }
        }
    }

    private static double[] Steps(SparseMatrix matrix) => Enumerable.Range(0, matrix.Lines).Select(i => matrix.Size(i)).Select(s => s > 0 ? 1 / s : 0).ToArray();

    private void Step()
    {
        InParts(Plan.Length, StepPlan);
        InParts(Prices.Length, StepPrices);
    }

    /// <summary>Every column's step, and every row's, is its own: nothing depends on who is first.</summary>
    private void InParts(int count, Action<int, int> step)
    {
        if (Threads <= 1 || count < Worth)
        {
            step(0, count);
            return;
        }

        var part = (count + (4 * Threads) - 1) / (4 * Threads);
        Parallel.For(0, 4 * Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, i => step(Math.Min(count, i * part), Math.Min(count, (i + 1) * part)));
    }

    private void StepPlan(int from, int to)
    {
        for (var j = from; j < to; j++)
        {
            var reduced = _program.Costs[j] + _program.ByColumn.Times(j, Prices);
            var next = Math.Clamp(Plan[j] - (Weight * _columnStep[j] * reduced), 0, _program.Upper[j]);
            _ahead[j] = (2 * next) - Plan[j];
            Plan[j] = next;
            _sumPlan[j] += next;
        }
    }

    private void StepPrices(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            Prices[i] = Math.Max(0, Prices[i] + (_rowStep[i] / Weight * (_program.ByRow.Times(i, _ahead) - _program.Right[i])));
            _sumPrices[i] += Prices[i];
        }
    }

    /// <summary>From the average, or from here, whichever is better, if that is much better than where this began.</summary>
    private void Consider(int step, bool last)
    {
        Average(_sumPlan, _averagePlan);
        Average(_sumPrices, _averagePrices);
        var (here, average) = (ErrorOf(Plan, Prices), ErrorOf(_averagePlan, _averagePrices));
        var error = Math.Min(here, average);
        var restart = last || error <= Enough * _errorAtStart || (error <= Worthwhile * _errorAtStart && error > _lastError) || _since >= Longest * step;
        (_lastError, Error) = (error, Math.Min(error, last ? error : Error));
        if (!restart)
        {
            return;
        }

        if (average < here)
        {
            (Plan, Prices, _averagePlan, _averagePrices) = (_averagePlan, _averagePrices, Plan, Prices);
        }

        Weigh();
        Array.Clear(_sumPlan);
        Array.Clear(_sumPrices);
        Plan.CopyTo(_startPlan, 0);
        Prices.CopyTo(_startPrices, 0);
        (_since, _errorAtStart, _lastError, Error) = (0, error, double.PositiveInfinity, error);
    }

    /// <summary>Steps of plan and prices as long, one to the other, as they have gone since the last time.</summary>
    private void Weigh()
    {
        var plan = Distance(Plan, _startPlan, _columnStep);
        var prices = Distance(Prices, _startPrices, _rowStep);
        if (plan > 1e-12 && prices > 1e-12)
        {
            Weight = Math.Exp((0.5 * Math.Log(plan / prices)) + (0.5 * Math.Log(Weight)));
        }
    }

    private static double Distance(double[] a, double[] b, double[] steps)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += steps[i] > 0 ? (a[i] - b[i]) * (a[i] - b[i]) / steps[i] : 0;
        }

        return Math.Sqrt(sum);
    }

    private void Average(double[] sum, double[] into)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            into[i] = sum[i] / _since;
        }
    }

    /// <summary>Cost of the plan less what the prices prove, and what the plan exceeds rows by at these prices, as parts of the cost.</summary>
    private double ErrorOf(double[] plan, double[] prices)
    {
        var (cost, bound, broken) = (0.0, 0.0, 0.0);
        for (var j = 0; j < plan.Length; j++)
        {
            cost += _program.Costs[j] * plan[j];
            bound += Math.Min(0, _program.Costs[j] + _program.ByColumn.Times(j, prices)) * _program.Upper[j];
        }

        for (var i = 0; i < prices.Length; i++)
        {
            bound -= prices[i] * _program.Right[i];
            broken += Math.Max(0, _program.ByRow.Times(i, plan) - _program.Right[i]) * Math.Max(prices[i], 0.1);
        }

        return (Math.Abs(cost - bound) + broken) / Math.Max(1e-9, Math.Abs(cost));
    }
}
