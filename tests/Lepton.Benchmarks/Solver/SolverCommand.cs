using System.Globalization;
using System.Runtime;
using Lepton.Benchmarks.EndToEnd;
using Lepton.Benchmarks.Reports;
using Lepton.Placement;

namespace Lepton.Benchmarks.Solver;

/// <summary>
/// <c>solver [--points NAMES] [--seeds NUMBERS] [--progress] [--incremental] [--cbc SECONDS] [--metaheuristics] [--save-baseline]</c>: cost, bound, gap, time and memory at each scale point beside simple policies (a multiple
/// of the solver's cost, and how many models they leave), every plan read by the independent verifier; single changes at the largest point, or at all with --incremental; the program cbc beside it
/// up to 200 models where it is found; genetic and particle-swarm search with ten times the solver's processor time when asked for. Ends with 1 when a target is missed or a plan does not hold.
/// </summary>
internal static class SolverCommand
{
    public const string Name = "solver";

    private const int WarmUpSeed = 1;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var points = Points(Value(arguments, "--points") ?? "tiny,M-60,M-90,L-90,XL-90");
        // None of these was looked at while the solver was made.
        var seeds = (Value(arguments, "--seeds") ?? "201,202,203").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToList();
        // As in `lepton solve`: a collection beside the work would let memory grow meanwhile.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        // Compiling the solver is not solving.
        new PlacementSolver().Solve(ScalePoint.All[0].Problem(WarmUpSeed));
        Console.WriteLine(PointRun.Header());
        var runs = new List<(ScalePoint Point, PointRun Run)>();
        var singles = new List<IncrementalRun>();
        foreach (var (point, seed) in points.SelectMany(p => seeds.Select(s => (p, s))))
        {
            var run = new PointRun(point, seed, arguments.Contains("--progress") ? Show : null);
            runs.Add((point, run));
            Console.WriteLine(run.Row());
            foreach (var violation in run.Violations.Take(5).Concat(run.Fitting.Take(5).Select(f => $"left short, but fits: {f}")))
                Console.WriteLine($"  {violation}");
            if (!point.Incremental && !arguments.Contains("--incremental"))
                continue;
            var single = new IncrementalRun(point, seed, run.Problem, run.Plan);
            singles.Add(single);
            Console.WriteLine(single.Row());
            foreach (var violation in single.Violations.Take(5))
                Console.WriteLine($"  {violation}");
        }

        Growth(runs);
        Others.Show(runs.ConvertAll(r => r.Run), arguments);
        var figures = runs.SelectMany(r => r.Run.Figures()).Concat(singles.SelectMany(s => s.Figures())).ToList();
        var baseline = Baseline.Load(CheckedOut.PathOf("tests", "Lepton.Benchmarks", "baseline-solver.json"));
        Console.WriteLine(FigureTable.Of(figures, baseline));
        if (arguments.Contains("--save-baseline"))
            baseline.Save(figures);
        return runs.All(r => r.Run.Holds) && singles.All(s => s.Holds) && figures.All(f => f.MeetsTarget != false) ? 0 : 1;
    }

    /// <summary>Processor time as a power of the number of models, from one size to the next.</summary>
    private static void Growth(List<(ScalePoint Point, PointRun Run)> runs)
    {
        var sizes = runs.Where(r => r.Point.Load > 0.8).GroupBy(r => r.Point).Select(g => (g.Key, Seconds: g.Average(r => r.Run.CpuSeconds))).ToList();
        foreach (var (small, large) in sizes.Zip(sizes.Skip(1)))
        {
            var exponent = Math.Log(large.Seconds / small.Seconds) / Math.Log((double)large.Key.Models / small.Key.Models);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{small.Key.Name} to {large.Key.Name}: processor time grows as models^{exponent:0.00}"));
        }
    }

    private static List<ScalePoint> Points(string names)
    {
        var found = names.Split(',').Select(n => ScalePoint.All.FirstOrDefault(p => p.Name == n) ?? throw new ArgumentException($"--points: found {n}, expected some of {string.Join(", ", ScalePoint.All.Select(p => p.Name))}"));
        return found.ToList();
    }

    internal static string? Value(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i + 1 < arguments.Count; i++)
        {
            if (arguments[i] == option)
                return arguments[i + 1];
        }

        return null;
    }

    private static void Show(SolverProgress progress) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {Environment.CpuUsage.TotalTime.TotalSeconds,6:0.0} s {Environment.WorkingSet / 1048576,5} MiB  {progress.Phase,-17} total {progress.Total:0.00} bound {progress.Bound:0.00} unplaced {progress.Unplaced} work {progress.Work}"));
}
