using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;
using Lepton.Operator.Monitoring;

namespace Lepton.Operator.Rollouts;

/// <summary>Rollouts, counted.</summary>
internal static class RolloutMetrics
{
    private static readonly Counter<long> Rollouts = OperatorMeter.Meter.CreateCounter<long>(
        "lepton_rollouts_total", description: "Rollouts of new revisions with an order of clusters, by outcome: Started, Completed, Failed (all clusters return), Halted, RolledBack (they have), Replaced (by another change of the spec).");

    static RolloutMetrics()
    {
        foreach (var outcome in new[] { "Started", "Completed", "Failed", "Halted", "RolledBack", "Replaced" })
            MetricSeries.Declare(Rollouts, OperatorMeter.Tag("outcome", outcome));
    }

    public static void Count(RolloutNews news)
    {
        if (news.Outcome is { } outcome)
            Rollouts.Add(1, OperatorMeter.Tag("outcome", outcome));
    }
}
