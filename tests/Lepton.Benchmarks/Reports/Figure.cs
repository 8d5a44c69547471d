namespace Lepton.Benchmarks.Reports;

/// <summary>One measured number: of several runs the median.</summary>
/// <param name="Name">What was measured, the same in every run.</param>
/// <param name="Target">What it must reach: at most, or at least where <paramref name="MoreIsBetter"/>; null when nothing is asked.</param>
/// <param name="Range">The least and the most of the runs; null when it was measured once.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Target = null, bool MoreIsBetter = false, (double Low, double High)? Range = null)
{
    public bool? MeetsTarget => Target is { } target ? MoreIsBetter ? Value >= target : Value <= target : null;

    /// <summary>How many times worse than before (below 1: better).</summary>
    public double? WorseThan(double? before) => before is > 0 && Value > 0 ? MoreIsBetter ? before / Value : Value / before : null;

    /// <param name="name">What was measured.</param>
    /// <param name="runs">Each run's number, at least one.</param>
    /// <param name="unit">Of the numbers.</param>
    /// <param name="target">See <see cref="Target"/>.</param>
    /// <param name="moreIsBetter">See <see cref="MoreIsBetter"/>.</param>
    public static Figure Median(string name, IEnumerable<double> runs, string unit, double? target = null, bool moreIsBetter = false)
    {
        var sorted = runs.Order().ToList();
        return new(name, sorted[(sorted.Count - 1) / 2], unit, target, moreIsBetter, (sorted[0], sorted[^1]));
    }
}
