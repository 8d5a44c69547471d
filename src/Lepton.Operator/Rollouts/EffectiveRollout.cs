using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Rollouts;

/// <summary>How a model's new revisions go out: what its policy says, and over it what the model says itself.</summary>
/// <param name="Deadline">Within which a cluster has to be ready, the model's time to load included.</param>
/// <param name="Rollback">Whether a failure leads back, or only stops.</param>
internal sealed record EffectiveRollout(IReadOnlyList<RolloutStage> Stages, int MaxClustersAtOnce, TimeSpan MinReady, TimeSpan Deadline, int CrashLoopRestarts, bool Rollback, bool Paused)
{
    /// <summary>Null when neither says anything: all clusters get a new revision at once, as they would a new number of replicas.</summary>
    public static EffectiveRollout? Of(PlacementPolicy? policy, LeptonModel model)
    {
        var own = model.Spec.Rollout;
        // A run in one cluster, which begins anew with its template.
        if (model.Spec.Workload == WorkloadKind.Training || (policy?.Spec.Rollout is null && own?.IsStaged() != true))
            return null;
        var general = policy?.Spec.Rollout ?? new RolloutPolicy();
        var deadline = own?.ProgressDeadline ?? general.ProgressDeadline;
        return new EffectiveRollout(
            general.Stages ?? [],
            own?.MaxClustersAtOnce ?? general.MaxClustersAtOnce,
            TimeSpan.FromSeconds(own?.MinReadySeconds ?? general.MinReadySeconds),
            deadline.OrZero() + model.Spec.LoadTime.OrZero(),
            general.CrashLoopRestarts,
            own?.AutoRollback ?? general.OnFailure == RolloutFailureAction.Rollback,
            own?.Paused == true);
    }

    /// <summary>How long a stage is left alone when it is done; the clusters of no stage are none.</summary>
    public TimeSpan PauseAfter(int stage) => stage < Stages.Count ? Stages[stage].Pause.OrZero() : TimeSpan.Zero;
}
