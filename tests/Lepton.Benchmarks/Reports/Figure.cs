namespace Lepton.Benchmarks.Reports;

/// <summary>One measured number.</summary>
/// <param name="Name">What was measured, the same in every run.</param>
/// <param name="Target">What it must reach: at most, or at least where <paramref name="MoreIsBetter"/>; null when nothing is asked.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Target = null, bool MoreIsBetter = false)
{
    public bool? MeetsTarget => Target is { } target ? MoreIsBetter ? Value >= target : Value <= target : null;

    /// <summary>How many times worse than before (below 1: better).</summary>
    public double? WorseThan(double? before) => before is > 0 && Value > 0 ? MoreIsBetter ? before / Value : Value / before : null;
}
