using System.Diagnostics.Metrics;

namespace Lepton.Operator.Rollouts;

/// <summary>Rollouts, counted.</summary>
internal static class RolloutMetrics
{
    public const string MeterName = "Lepton.Operator.Rollouts";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Rollouts = Meter.CreateCounter<long>(
        "lepton_rollouts_total", description: "Rollouts of new revisions with an order of clusters, by outcome: Started, Completed, Failed (all clusters return), Halted, RolledBack (they have), Replaced (by another change of the spec).");

    public static void Count(RolloutNews news)
    {
        if (news.Outcome is { } outcome)
            Rollouts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
