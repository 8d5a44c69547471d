using System.Globalization;
using Spectre.Console;

namespace Lepton.Cli.Simulate.Tuning;

/// <summary>The outcome of a search as tables.</summary>
internal static class TuningTables
{
    public static void Write(IAnsiConsole console, TuningResult result)
    {
        var table = new Table().Title("Settings that went through all training futures").AddColumns("RANK", "minSavingsPercent", "cooldown", "paybackPeriod", "maxSpotShare", "SCORE $/h", "$/h", "UNSERVED %", "SLO MISSES %");
        for (var i = 0; i < result.Training.Count; i++)
            table.AddRow([$"{i + 1}", .. Settings(result.Training[i]), .. Figures(result.Training[i])]);
        console.Write(table);
        var held = new Table().Title("On futures that played no part in the choice").AddColumns("POLICY", "SCORE $/h", "$/h", "UNSERVED %", "SLO MISSES %");
        held.AddRow(["as they are", .. Figures(result.BaseHeldOut)]);
        held.AddRow(["best found", .. Figures(result.BestHeldOut)]);
        console.Write(held);
        console.WriteLine(result.Best is null || result.BestHeldOut.Score >= result.BaseHeldOut.Score
            ? "The policies as they are do as well as anything that was tried."
            : FormattableString.Invariant($"The best setting found lowers the score by {(1 - result.BestHeldOut.Score / result.BaseHeldOut.Score) * 100:0.0} % on futures it never saw."));
    }

    private static string[] Settings(Trial trial) => trial.Knobs is not { } knobs
        ? ["as it is", "as it is", "as it is", "as it is"]
        : [Text(knobs.MinSavingsPercent, "0.#"), Text(knobs.CooldownMinutes, "0") + "m", Text(knobs.PaybackHours, "0") + "h", Text(knobs.SpotShare, "0.00")];

    private static string[] Figures(Trial trial) =>
        [Text(trial.Score, "0.00"), Text(trial.Results.Average(run => run.HourlyCost), "0.00"), Text(trial.Results.Average(run => run.Unserved) * 100, "0.000"), Text(trial.Results.Average(run => run.SloMisses) * 100, "0.000")];

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
