using System.Diagnostics;
using System.Globalization;
using Lepton.Benchmarks.Reports;
using Lepton.Placement;
using Lepton.Placement.Verification;

namespace Lepton.Benchmarks.Solver;

/// <summary>One fleet solved and measured.</summary>
internal sealed class PointRun
{
    private readonly ScalePoint _point;
    private readonly int _seed;
    private readonly PlacementProblem _problem;
    private readonly PlacementPlan _plan;
    private readonly double _seconds;
    private readonly double _peakMiB;
    private readonly PlanVerification _verification;

    public PointRun(ScalePoint point, int seed, Action<SolverProgress>? progress)
    {
        (_point, _seed, _problem) = (point, seed, point.Problem(seed));
        PeakMemory.Reset();
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        _plan = new PlacementSolver { Progress = progress }.Solve(_problem);
        _seconds = watch.Elapsed.TotalSeconds;
        CpuSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        _peakMiB = PeakMemory.MiB;
        _verification = PlanVerifier.Verify(_problem, _plan);
        Fitting = LeftShort.ThatFits(_problem, _plan);
    }

    /// <summary>See <see cref="LeftShort"/>.</summary>
    public IReadOnlyList<string> Fitting { get; }

    public double CpuSeconds { get; }

    public ScalePoint Point => _point;

    public int Seed => _seed;

    public PlacementProblem Problem => _problem;

    public PlacementPlan Plan => _plan;

    /// <summary>What another program proves that no plan can cost less than, $/h; null when none was asked.</summary>
    public double? ProvenElsewhere { get; set; }

    public bool Holds => _verification.Holds;

    public IEnumerable<string> Violations => _verification.Violations;

    public IEnumerable<Figure> Figures()
    {
        var name = $"{_point.Name} seed {_seed}";
        var total = _plan.Cost + _plan.Penalty;
        var proven = _point.OfOptimum ? ProvenElsewhere : null;
        if (proven is { } least)
            yield return new Figure($"{name}: above what cbc proves", Math.Max(0, total - Math.Max(least, _plan.Bound)) / total * 100, "%", _point.Gap * 100);
        yield return new Figure($"{name}: certified gap", _plan.Gap * 100, "%", proven is null ? _point.Gap * 100 : null);
        yield return new Figure($"{name}: models left short", _plan.Unplaced.Count, "models");
        if (_plan.Penalty > 0)
            yield return new Figure($"{name}: of their penalty, at the bound's prices more than serving them costs", _plan.GapShares.Where(s => s.Cause == GapCause.Unplaced).Sum(s => s.Hourly) / _plan.Penalty * 100, "%");
        yield return new Figure($"{name}: models left short that fit beside the others", Fitting.Count, "models", 0);
        yield return new Figure($"{name}: processor time", CpuSeconds, "s", _point.Seconds);
        yield return new Figure($"{name}: most resident memory", _peakMiB, "MiB", _point.MiB);
    }

    /// <summary>A line of the table: costs in $/h, penalties included; policies as multiples of the solver's.</summary>
    public string Row()
    {
        var policies = new List<string> { Against(Baselines.CheapestFirst(_problem)), Against(Baselines.WholePool(_problem)) };
        policies.AddRange(_point.Policies ? [Against(Baselines.ByFreeCapacity(_problem)), Against(Baselines.EqualWeights(_problem)), Against(Baselines.CheapestSingleProvider(_problem))] : ["-", "-", "-"]);
        return string.Create(CultureInfo.InvariantCulture,
            $"{_point.Name,-6} {_seed,4} {_problem.Models.Count,6} {_problem.Pools.Count,5} {_plan.Cost,10:0.00} {_plan.Penalty,9:0.00} {_plan.Bound,10:0.00} {_plan.Gap,7:P2} {_plan.Unplaced.Count,8} {_seconds,7:0.0} {CpuSeconds,7:0.0} {_peakMiB,5:0}  {string.Join("  ", policies.Select(p => p.PadLeft(12)))}  {(Holds ? "holds" : "BROKEN")}");
    }

    public static string Header() =>
        $"{"point",-6} {"seed",4} {"models",6} {"pools",5} {"cost",10} {"penalty",9} {"bound",10} {"gap",7} {"unplaced",8} {"seconds",7} {"CPU s",7} {"MiB",5}  {string.Join("  ", new[] { "cheap first", "whole pool", "by capacity", "equal", "one provider" }.Select(p => p.PadLeft(12)))}";

    private string Against(PlacementPlan policy) => string.Create(CultureInfo.InvariantCulture, $"{(policy.Cost + policy.Penalty) / (_plan.Cost + _plan.Penalty):0.00} ({policy.Unplaced.Count})");
}
