using System.Diagnostics.Metrics;
using Lepton.Api.Models;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Status;

/// <summary>Decisions and moves, counted.</summary>
internal static class MoveMetrics
{
    public const string MeterName = "Lepton.Operator.Moves";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>("lepton_decisions_total", description: "Decisions that changed where a model is, by reason.");
    private static readonly Counter<long> Moves = Meter.CreateCounter<long>("lepton_moves_total", description: "Moves of served models, by reason and outcome: Started, Completed, RolledBack, Replaced (by another decision).");

    public static void Decided(LeptonModel before, LeptonModel after, ModelPlan plan)
    {
        if (!plan.Changed)
            return;
        Decisions.Add(1, new KeyValuePair<string, object?>("reason", plan.Reason.ToString()));
        if (before.Status?.Migration is { } was)
            Count(was.Reason, plan.Reason.IsWayBack() ? "RolledBack" : "Replaced");
        if (after.Status?.Migration is { } now)
            Count(now.Reason, "Started");
    }

    public static void Observed(LeptonModel before, LeptonModel after)
    {
        if (before.Status?.Migration is { } was && after.Status?.Migration is null)
            Count(was.Reason, "Completed");
    }

    private static void Count(string reason, string outcome) => Moves.Add(1, new("reason", reason), new("outcome", outcome));
}
