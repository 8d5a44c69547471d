using System.Globalization;
using Lepton.Benchmarks.Solver.Metaheuristics;
using Lepton.Placement;
using Lepton.Placement.Tests.Support;

namespace Lepton.Benchmarks.Solver;

/// <summary>Other ways to solve the same fleets: a mixed integer solver, and the metaheuristics this field often names.</summary>
internal static class Others
{
    private const int MostModels = 200;
    private const int TimesAsLong = 10;

    public static void Show(IReadOnlyList<PointRun> runs, IReadOnlyList<string> arguments)
    {
        var small = runs.Where(r => r.Problem.Models.Count <= MostModels).ToList();
        if (small.Count == 0)
            return;
        if (MixedInteger.Program is null)
            Console.WriteLine("cbc is not on the PATH: nothing is compared with it");
        else
            small.ForEach(r => Mixed(r, int.Parse(SolverCommand.Value(arguments, "--cbc") ?? "60", CultureInfo.InvariantCulture)));
        if (arguments.Contains("--metaheuristics"))
            small.ForEach(Meta);
    }

    /// <summary>Its rows know no packing on single nodes: its bound is one of ours too, its best plan is perhaps none.</summary>
    private static void Mixed(PointRun run, int seconds)
    {
        if (seconds == 0)
            return;
        var (best, bound) = MixedInteger.Solve(run.Problem, seconds);
        run.ProvenElsewhere = double.IsNaN(bound) ? null : bound;
        var total = run.Plan.Cost + run.Plan.Penalty;
        var found = double.IsNaN(best) ? "finds no plan" : string.Create(CultureInfo.InvariantCulture, $"finds {best:0.00} (ours costs {(total - best) / best:+0.00%;-0.00%})");
        var proven = double.IsNaN(bound) ? "proves nothing" : string.Create(CultureInfo.InvariantCulture, $"proves {bound:0.00} (ours is {(total - bound) / total:P2} above)");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Point.Name} seed {run.Seed}: cbc in {seconds} s of processor time {found} and {proven}; ours is {total:0.00} and proves {run.Plan.Bound:0.00}"));
    }

    private static void Meta(PointRun run)
    {
        var (total, limit) = (run.Plan.Cost + run.Plan.Penalty, TimesAsLong * run.CpuSeconds);
        foreach (var (name, search) in new (string, Func<RandomKeys, Func<bool>, int, double>)[] { ("genetic search", GeneticSearch.Run), ("particle swarm", ParticleSwarm.Run) })
        {
            var (keys, start) = (new RandomKeys(run.Problem), Environment.CpuUsage.TotalTime);
            var best = search(keys, () => (Environment.CpuUsage.TotalTime - start).TotalSeconds < limit, run.Seed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run.Point.Name} seed {run.Seed}: {name} finds {best:0.00} after {keys.Evaluations} plans in {(Environment.CpuUsage.TotalTime - start).TotalSeconds:0.0} s of processor time: {best / total:0.00} times ours"));
        }
    }
}
