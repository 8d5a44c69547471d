using System.Diagnostics;
using Lepton.Benchmarks.EndToEnd;
using Lepton.Benchmarks.Reports;

namespace Lepton.Benchmarks.Runtime;

/// <summary>What <c>make bench</c> runs: the client's and the runtime's figures beside the baseline.</summary>
internal static class RuntimeCommand
{
    private static readonly (string Name, Func<RunOptions, Task<IReadOnlyList<Figure>>> RunAsync)[] Suites =
    [
        ("queue", Queues.RunAsync),
        ("reconcile", Reconciles.RunAsync),
        ("plan", Plans.RunAsync),
        ("moves", Moves.PriceFigures.RunAsync),
        ("apply", Applies.RunAsync),
        ("start", Starts.RunAsync),
        ("cache", Caches.RunAsync),
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        RunOptions options;
        try
        {
            options = RunOptions.Parse(arguments, Suites.Select(s => s.Name));
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        var figures = new List<Figure>();
        foreach (var (name, run) in Suites.Where(s => options.Suites.Count == 0 || options.Suites.Contains(s.Name)))
        {
            var clock = Stopwatch.StartNew();
            figures.AddRange(await run(options));
            await Console.Error.WriteLineAsync($"{name}: {clock.Elapsed.TotalSeconds:0} s");
        }

        var baseline = Baseline.Load(CheckedOut.PathOf("tests", "Lepton.Benchmarks", "baseline.json"));
        Console.WriteLine(FigureTable.Of(figures, baseline));
        if (options.SaveBaseline)
            baseline.Save(figures);
        return figures.All(f => f.MeetsTarget != false) ? 0 : 1;
    }
}
