using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Api.Validation;

/// <summary>How new revisions go out: stages that select something, deadlines that can be kept.</summary>
internal static class RolloutRules
{
    private static readonly TimeSpan LeastDeadline = TimeSpan.FromSeconds(10);

    public static void Check(Checks checks, RolloutPolicy? rollout)
    {
        if (rollout is null)
            return;
        for (var i = 0; i < (rollout.Stages?.Count ?? 0); i++)
        {
            var (field, stage) = ($"spec.rollout.stages[{i}]", rollout.Stages![i]);
            var selector = stage.ClusterSelector;
            checks.That(selector.MatchLabels is { Count: > 0 } || selector.MatchExpressions is { Count: > 0 }, $"{field}.clusterSelector", null, "labels that some clusters have (without any all are selected, and no other stage is ever reached)");
            PolicyWhereRules.CheckSelector(checks, $"{field}.clusterSelector", selector);
            checks.Duration($"{field}.pause", stage.Pause, TimeSpan.Zero, TimeSpan.FromDays(7));
        }

        checks.Range("spec.rollout.maxClustersAtOnce", rollout.MaxClustersAtOnce, 1, 256, "clusters");
        checks.Range("spec.rollout.minReadySeconds", rollout.MinReadySeconds, 0, 86_400, "seconds");
        checks.Range("spec.rollout.crashLoopRestarts", rollout.CrashLoopRestarts, 1, 100, "restarts");
        checks.Duration("spec.rollout.progressDeadline", rollout.ProgressDeadline, LeastDeadline);
        CheckDeadline(checks, rollout.ProgressDeadline, rollout.MinReadySeconds);
    }

    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        if (spec.Rollout is not { } rollout)
            return;
        checks.Range("spec.rollout.maxClustersAtOnce", rollout.MaxClustersAtOnce, 1, 256, "clusters");
        checks.Range("spec.rollout.minReadySeconds", rollout.MinReadySeconds, 0, 86_400, "seconds");
        checks.Range("spec.rollout.revisionHistoryLimit", rollout.RevisionHistoryLimit, 0, 100, "revisions");
        if (rollout.ProgressDeadline is { } deadline)
        {
            checks.Duration("spec.rollout.progressDeadline", deadline, LeastDeadline);
            CheckDeadline(checks, deadline, rollout.MinReadySeconds ?? 0);
        }

        checks.That(spec.Workload != WorkloadKind.Training || !rollout.IsStaged(), "spec.rollout", "an order for a Training model", "only revisionHistoryLimit: a training run is in one cluster and begins anew with its template");
    }

    private static void CheckDeadline(Checks checks, Duration deadline, int minReadySeconds)
    {
        if (deadline.IsValid)
            checks.That(deadline.ToTimeSpan().TotalSeconds > minReadySeconds, "spec.rollout.progressDeadline", deadline.Text, $"more than minReadySeconds, which is {minReadySeconds} s");
    }
}
