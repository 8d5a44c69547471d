using Lepton.Benchmarks.Reports;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary><c>e2e</c>: the operator as a process against API servers in other processes.</summary>
internal static class EndToEndCommand
{
    public const string Name = "e2e";

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(arguments);
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        if (options.Operator.Length == 0)
            options = options with { Operator = CheckedOut.PathOf("artifacts", "lepton-operator", "lepton-operator") };
        if (options.Scenario == "steady" && !arguments.Contains("--models"))
            options = options with { Models = 1_000 };
        using var fleet = await BenchFleet.StartAsync(options, options.Scenario == "steady" ? SteadyScenario.Members : 3);
        var log = Path.Combine(Path.GetTempPath(), $"lepton-bench-{Environment.ProcessId}.log");
        var figures = options.Scenario == "steady" ? await new SteadyScenario(fleet, options, log).RunAsync() : await new ScaleScenario(fleet, options, log).RunAsync();
        var baseline = Baseline.Load(CheckedOut.PathOf("tests", "Lepton.Benchmarks", options.Hub is null ? "baseline.json" : "baseline-real.json"));
        Console.WriteLine(FigureTable.Of(figures, baseline));
        if (options.SaveBaseline)
            baseline.Save(figures);
        return figures.All(f => f.MeetsTarget != false) ? 0 : 1;
    }
}
