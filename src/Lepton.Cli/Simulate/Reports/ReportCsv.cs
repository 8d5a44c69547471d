using System.Globalization;
using System.Text;

namespace Lepton.Cli.Simulate.Reports;

/// <summary>The totals as CSV: one row per policy.</summary>
internal static class ReportCsv
{
    public static string Of(SimulationReport report)
    {
        var text = new StringBuilder("fleet,hours,seed,policy");
        foreach (var (key, _, _, _) in SimulationReport.Figures)
            text.Append(',').Append(key);
        text.Append(",lower_bound_usd\n");
        foreach (var result in report.Results)
        {
            text.Append(Cell(report.Fleet)).Append(',').Append(Number(report.Hours)).Append(',').Append(report.Seed).Append(',').Append(Cell(result.Contender));
            foreach (var (_, _, value, _) in SimulationReport.Figures)
                text.Append(',').Append(Number(value(result)));
            text.Append(',').Append(report.Bound is { } bound ? Number(bound) : "").Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double value) => Math.Round(value, 6).ToString(CultureInfo.InvariantCulture);

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
