using System.Diagnostics.Metrics;
using Lepton.Api.Models;
using Lepton.ControllerRuntime.Metrics;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Status;

/// <summary>Decisions and moves, counted and measured.</summary>
internal static class MoveMetrics
{
    private static readonly Counter<long> Decisions = OperatorMeter.Meter.CreateCounter<long>("lepton_decisions_total", description: "Decisions that changed where a model is, by reason.");
    private static readonly Counter<long> Moves = OperatorMeter.Meter.CreateCounter<long>("lepton_moves_total", description: "Moves, by reason and outcome: Started, Completed, RolledBack, Replaced (by another decision).");
    private static readonly Histogram<double> Duration = OperatorMeter.Meter.CreateHistogram("lepton_move_duration_seconds", null, "Time of moves from decision to end, in seconds, by outcome.", null, OperatorMeter.MoveBuckets);
    private static readonly string[] Ends = ["Completed", "RolledBack", "Replaced"];

    static MoveMetrics()
    {
        foreach (var reason in Enum.GetNames<PlanReason>())
            MetricSeries.Declare(Decisions, OperatorMeter.Tag("reason", reason));
        foreach (var reason in Enum.GetValues<PlanReason>().Where(r => r is PlanReason.CostSavings or PlanReason.MadeRoom or PlanReason.RuleChanged || r.IsLoss()))
        {
            foreach (var outcome in Ends.Append("Started"))
                MetricSeries.Declare(Moves, OperatorMeter.Tag("reason", reason.ToString()), OperatorMeter.Tag("outcome", outcome));
        }

        foreach (var outcome in Ends)
            MetricSeries.Declare(Duration, OperatorMeter.Tag("outcome", outcome));
    }

    public static void Decided(LeptonModel before, LeptonModel after, ModelPlan plan)
    {
        if (!plan.Changed)
            return;
        Decisions.Add(1, OperatorMeter.Tag("reason", plan.Reason.ToString()));
        if (before.Status?.Migration is { } was)
            End(was, plan.Reason.IsWayBack() ? "RolledBack" : "Replaced", after.Status?.Decision?.Time);
        if (after.Status?.Migration is { } now)
            Count(now.Reason, "Started");
    }

    /// <param name="now">When it was observed.</param>
    public static void Observed(LeptonModel before, LeptonModel after, DateTimeOffset now)
    {
        if (before.Status?.Migration is { } was && after.Status?.Migration is null)
            End(was, "Completed", now);
    }

    private static void End(ModelMigration move, string outcome, DateTimeOffset? at)
    {
        Count(move.Reason, outcome);
        if (at is { } end)
            Duration.Record(Math.Max(0, (end - move.StartedAt).TotalSeconds), OperatorMeter.Tag("outcome", outcome));
    }

    private static void Count(string reason, string outcome) => Moves.Add(1, OperatorMeter.Tag("reason", reason), OperatorMeter.Tag("outcome", outcome));
}
