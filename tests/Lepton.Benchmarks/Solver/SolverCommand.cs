using System.Diagnostics;
using System.Globalization;
using Lepton.Placement;
using Lepton.Placement.Verification;

namespace Lepton.Benchmarks.Solver;

/// <summary><c>solver [points] [seeds]</c>: cost, bound, gap, time, memory of the solver at each scale point, every plan read by the independent verifier.</summary>
internal static class SolverCommand
{
    public const string Name = "solver";

    public static int Run(IReadOnlyList<string> arguments)
    {
        var points = arguments.Count > 0 ? arguments[0].Split(',') : ["tiny", "M-90"];
        var seeds = arguments.Count > 1 ? arguments[1].Split(',').Select(int.Parse).ToArray() : [1];
        var failed = 0;
        foreach (var point in ScalePoint.All.Where(p => points.Contains(p.Name)))
        {
            foreach (var seed in seeds)
            {
                failed += One(point, seed, arguments.Contains("--progress"), arguments.Contains("--compare")) ? 0 : 1;
            }
        }

        return failed == 0 ? 0 : 1;
    }

    private static bool One(ScalePoint point, int seed, bool progress, bool compare)
    {
        var problem = point.Problem(seed);
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var solver = new PlacementSolver { Progress = p => Note(p, watch, progress) };
        var plan = solver.Solve(problem);
        watch.Stop();
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var found = PlanVerifier.Verify(problem, plan);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{point.Name} seed {seed}: {problem.Models.Count} models, {problem.Pools.Count} pools; cost {plan.Cost:0.00} penalty {plan.Penalty:0.00} bound {plan.Bound:0.00} gap {plan.Gap:P2} in {watch.Elapsed.TotalSeconds:0.0} s, CPU {used.TotalSeconds:0.0} s, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB, unplaced {plan.Unplaced.Count}, work {plan.Work}, {(found.Holds ? "holds" : "BROKEN: " + string.Join("; ", found.Violations.Take(5)))}"));
        if (compare)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  cheapest first {Total(Baselines.CheapestFirst(problem)):0.00}, by capacity {Total(Baselines.ByFreeCapacity(problem)):0.00}, single {Total(Baselines.CheapestSingleProvider(problem)):0.00}"));
        }

        return found.Holds;
    }

    private static double Total(PlacementPlan plan) => plan.Cost + plan.Penalty;

    private static void Note(SolverProgress progress, Stopwatch watch, bool show)
    {
        if (show)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {watch.Elapsed.TotalSeconds,6:0.00} s {progress.Phase,-17} total {progress.Total:0.00} bound {progress.Bound:0.00} gap {(progress.Total - progress.Bound) / progress.Total:P2} unplaced {progress.Unplaced} work {progress.Work}"));
        }
    }
}
