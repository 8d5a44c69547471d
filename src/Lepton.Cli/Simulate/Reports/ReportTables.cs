using System.Globalization;
using Lepton.Cli.Simulate.Running;
using Spectre.Console;

namespace Lepton.Cli.Simulate.Reports;

/// <summary>The report as tables for people.</summary>
internal static class ReportTables
{
    public static void Write(IAnsiConsole console, SimulationReport report)
    {
        var table = new Table().Title(FormattableString.Invariant($"{report.Fleet}: {report.Hours / 24:0.##} days, seed {report.Seed}").EscapeMarkup());
        table.AddColumn("POLICY");
        foreach (var (_, title, _, _) in SimulationReport.Figures)
            table.AddColumn(new TableColumn(title.EscapeMarkup()).RightAligned());
        table.AddColumn(new TableColumn("AGAINST FIRST").RightAligned());
        table.AddColumn(new TableColumn("ABOVE BOUND").RightAligned());
        foreach (var result in report.Results)
            table.AddRow([result.Contender.EscapeMarkup(), .. SimulationReport.Figures.Select(figure => Text(figure.Value(result), figure.Format)), Percent(report.Against(result)), Percent(report.AboveBound(result))]);
        console.Write(table);
        if (report.Least is { } least)
            console.WriteLine(FormattableString.Invariant($"No placement that serves all demand costs less than ${least.Dollars:0} (certified; moves and starts free, nothing ever lost or sold out). Placed afresh all the time, moves free, it would cost ${least.Afresh:0}: what is above that is the price of staying where one is."));
        console.Write(Models(report.Results[0]));
        if (report.Results[0].Moves.Count > 0)
            console.WriteLine("Moves by reason: " + string.Join(", ", report.Results[0].Moves.Select(pair => $"{pair.Key} {pair.Value}")));
    }

    private static Table Models(RunResult result)
    {
        var table = new Table().Title($"Models under {result.Contender}".EscapeMarkup()).AddColumns("MODEL", "UNSERVED %", "SLO MISSES %", "DOWN h", "GANG RAN h", "MOVES");
        foreach (var model in result.Models)
            table.AddRow(model.Model.EscapeMarkup(), Text(model.Unserved * 100, "0.000"), Text(model.SloMisses * 100, "0.000"), Text(model.DownHours, "0.00"), model.GangHours > 0 ? Text(model.GangHours, "0.0") : "", $"{model.Moves}");
        return table;
    }

    private static string Percent(double? share) => share is { } value ? (value * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %" : "";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
