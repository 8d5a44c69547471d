using Lepton.Cli.Simulate.Running;

namespace Lepton.Cli.Simulate.Reports;

/// <summary>What a call of <c>lepton simulate</c> found out.</summary>
/// <param name="Results">The contender that matters first.</param>
/// <param name="Least">What nobody can go below; null when it was not asked for.</param>
internal sealed record SimulationReport(string Fleet, double Hours, int Seed, IReadOnlyList<RunResult> Results, BoundResult? Least)
{
    /// <summary>What every form of the report shows, in this order: name, unit, value.</summary>
    public static IReadOnlyList<(string Key, string Title, Func<RunResult, double> Value, string Format)> Figures { get; } =
    [
        ("cost_usd", "COST $", result => result.Cost, "0"),
        ("cost_usd_per_hour", "$/HOUR", result => result.HourlyCost, "0.00"),
        ("unserved_percent", "UNSERVED %", result => result.Unserved * 100, "0.000"),
        ("slo_misses_percent", "SLO MISSES %", result => result.SloMisses * 100, "0.000"),
        ("down_hours", "DOWN h", result => result.DownHours, "0.0"),
        ("gpu_hours_used", "GPU h USED", result => result.GpuHoursUsed, "0"),
        ("gpu_hours_idle", "GPU h IDLE", result => result.GpuHoursIdle, "0"),
        ("spot_gpu_hours", "GPU h SPOT", result => result.SpotGpuHours, "0"),
        ("moves", "MOVES", result => result.MovesInAll, "0"),
        ("plans", "PLANS", result => result.Plans, "0"),
    ];

    public double? Bound => Least?.Dollars;

    public double? AboveBound(RunResult result) => Bound is > 0 and var bound ? (result.Cost - bound) / bound : null;

    /// <summary>Against the first; null for the first itself.</summary>
    public double? Against(RunResult result) => ReferenceEquals(result, Results[0]) || Results[0].Cost <= 0 ? null : (result.Cost - Results[0].Cost) / Results[0].Cost;
}
