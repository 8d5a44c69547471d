using System.Globalization;

namespace Lepton.Benchmarks.Reports;

/// <summary>Figures beside the baseline and the targets, as text.</summary>
internal static class FigureTable
{
    /// <summary>Noise of a shared machine: what is less than this many times worse is not remarked on.</summary>
    public const double Noise = 1.5;

    private static readonly string[] Head = ["figure", "median", "min..max", "baseline", "target", ""];

    public static string Of(IReadOnlyCollection<Figure> figures, Baseline baseline)
    {
        var rows = figures.Select(f => Row(f, baseline[f.Name])).Prepend(Head).ToList();
        var widths = Enumerable.Range(0, Head.Length).Select(c => rows.Max(r => r[c].Length)).ToList();
        return string.Join('\n', rows.Select(r => string.Join("  ", r.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()));
    }

    private static string[] Row(Figure figure, double? before) =>
    [
        figure.Name,
        $"{Number(figure.Value)} {figure.Unit}",
        figure.Range is var (low, high) ? $"{Number(low)}..{Number(high)}" : "",
        before is { } b ? Number(b) : "-",
        figure.Target is { } target ? $"{(figure.MoreIsBetter ? "≥" : "≤")} {Number(target)}" : "",
        figure.MeetsTarget == false ? "MISSED" : figure.WorseThan(before) is > Noise and var worse ? $"{worse.ToString("0.0", CultureInfo.InvariantCulture)} times worse" : figure.MeetsTarget == true ? "met" : "",
    ];

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 1 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
