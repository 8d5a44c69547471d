using Lepton.Api.Models;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Status;

/// <summary>
/// The two conditions by which tools that wait after an apply (kstatus: Flux, kpt, kubectl plugins) tell "still at it" from "nobody goes on but a person":
/// <c>Reconciling</c> and <c>Stalled</c>. By their convention both are there only while they are True
/// (https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus).
/// </summary>
internal static class WaitConditions
{
    public const string Reconciling = "Reconciling";
    public const string Stalled = "Stalled";

    /// <summary>What of Scheduled and Applied only another spec, or another object that a person makes, can change. Room, prices and clusters come and go by themselves.</summary>
    private static readonly string[] ForAPerson =
        ["InvalidSpec", "InvalidPolicy", "PolicyNotFound", "NameTaken", "Rejected", "Forbidden", "PropagatedObjectMissing", "RevisionMissing"];

    /// <summary>Of a model, from its other conditions.</summary>
    public static void OfModel(LeptonModel model, DateTimeOffset now)
    {
        var conditions = model.Status!.Conditions!;
        var stalled = Stuck(conditions);
        Set(conditions, Stalled, stalled, model.Metadata.Generation, now);
        Set(conditions, Reconciling, stalled is null ? Working(conditions, model.Metadata.Generation) : null, model.Metadata.Generation, now);
    }

    /// <param name="problem">What somebody has to correct; null when nothing.</param>
    public static void OfSpec(List<V1Condition> conditions, string? problem, long? generation, DateTimeOffset now) =>
        Set(conditions, Stalled, problem is null ? null : ("InvalidSpec", problem), generation, now);

    private static (string Reason, string Message)? Stuck(List<V1Condition> conditions) =>
        Find(conditions, "Scheduled", "False") is { } scheduled && ForAPerson.Contains(scheduled.Reason) ? (scheduled.Reason, scheduled.Message)
        : Find(conditions, "Applied", "False") is { } applied && ForAPerson.Contains(applied.Reason) ? (applied.Reason, applied.Message)
        : Find(conditions, "Degraded", "True") is { Reason: ModelConditions.RolloutFailed } failed ? (failed.Reason, failed.Message)
        : null;

    /// <summary>What an apply is waited for: moves because of prices or lost clusters, which nobody asked for, are not among it.</summary>
    private static (string Reason, string Message)? Working(List<V1Condition> conditions, long? generation)
    {
        var scheduled = conditions.Find(c => c.Type == "Scheduled");
        if (scheduled is null || scheduled.ObservedGeneration < generation)
            return ("Deciding", "it is being decided where this generation goes");
        if (scheduled is { Status: "False", Reason: not "Suspended" })
            return (scheduled.Reason, scheduled.Message);
        if (Find(conditions, "Applied", "Unknown") is { Reason: "Applying" } applying)
            return (applying.Reason, applying.Message);
        return Find(conditions, "Progressing", "True") is { Reason: "RollingOut" or "RollingBack" or "ReplicasStarting" } progressing ? (progressing.Reason, progressing.Message) : null;
    }

    private static V1Condition? Find(List<V1Condition> conditions, string type, string status) => conditions.Find(c => c.Type == type && c.Status == status);

    private static void Set(List<V1Condition> conditions, string type, (string Reason, string Message)? what, long? generation, DateTimeOffset now)
    {
        if (what is var (reason, message))
            ConditionText.Set(conditions, type, "True", reason, message, generation, now);
        else
            Conditions.Remove(conditions, type);
    }
}
