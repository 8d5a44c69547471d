using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Moves;

/// <summary>
/// Takes a move on by what is seen: (Copying →) Starting → Verifying → Draining → (Pausing → Starting …) → the source is dropped and the record with it; Breaking → Starting first where the
/// source has to go before. It reads and writes the model's status only: killed at any point, it goes on from there. That a move has failed is the planner's to
/// find (<see cref="FailedMigration"/>): it knows where else the model could be.
/// </summary>
internal static class MigrationMachine
{
    /// <summary>One observation: changes <c>status.migration</c> in place.</summary>
    /// <param name="isGone">Whether nothing of the model is left in a cluster.</param>
    /// <param name="health">How a cluster stands; null when no CloudProvider names it any more.</param>
    /// <param name="problem">What replicas at the target that are ready answer instead of what is expected; null when they do, or nothing is asked.</param>
    /// <param name="keeps">Placements that do not go although they are replaced; null for none.</param>
    /// <param name="data">How far the data is in a cluster (<see cref="DataStep.Take"/>); null when there is none to wait for.</param>
    /// <returns>The placements that remain, when some may go; null when none may.</returns>
    public static List<ModelPlacement>? Next(LeptonModel model, IReadOnlyList<ModelPlacement> placements, MigrationPolicy policy, Func<string, bool> isGone, Func<string, MemberHealth?> health, DateTimeOffset now, string? problem = null, Func<ModelPlacement, bool>? keeps = null, Func<string, DataCopy?>? data = null)
    {
        if (model.Status!.Migration is not { } migration)
            return DrainRule.Drop(model, placements, isGone, health, keeps: keeps);
        if (migration.Phase == MigrationPhase.Copying && !DataStep.Take(model, migration, policy, data, now))
            return DrainRule.Drop(model, placements, isGone, health, handover: false);
        var training = model.Spec.Workload == WorkloadKind.Training;
        if (migration.Phase == MigrationPhase.Breaking)
        {
            // A gang has gone when nothing of it is seen, or its fence is over; a served model when nothing of it is ready.
            var rest = training ? DrainRule.Drop(model, placements, isGone, health, handover: false) : DrainRule.Broken(placements, health);
            if (training ? (rest ?? placements).Any(p => p.State == PlacementState.Draining) : rest is null)
                return rest;
            Enter(migration, MigrationPhase.Starting, now, "the source is gone; the target starts");
            (migration.Percent, migration.ShiftedPercent, migration.StepSince) = (100, 100, now);
            return rest;
        }

        // Each turn does what the phase allows and goes on into the next, so that a move without waits is over in one.
        while (Proven(model, placements, migration, policy, health, now, problem))
        {
            // All of the gang runs again: no source is left to be drained.
            if (training)
            {
                model.Status.Migration = null;
                break;
            }

            if (migration.Phase is MigrationPhase.Starting or MigrationPhase.Verifying)
            {
                migration.ShiftedPercent = migration.Percent;
                Enter(migration, MigrationPhase.Draining, now, $"requests go to the target ({migration.Percent} %); what leaves the source runs on for {policy.Drain}");
            }

            if (migration.Phase == MigrationPhase.Draining)
            {
                if (Serves(placements, health) && now - migration.PhaseSince < Drain(policy))
                    break;
                if (migration.Percent >= 100)
                {
                    model.Status.Migration = null;
                    return DrainRule.Drop(model, placements, isGone, health, missing: policy.MaxUnavailable, keeps: keeps);
                }

                migration.SourcePercent = 100 - migration.Percent;
                Enter(migration, MigrationPhase.Pausing, now, $"{migration.Percent} % run at the target, {migration.SourcePercent} % at the source");
            }

            if (now - migration.PhaseSince < MigrationSteps.Pause(policy, migration.Percent))
                break;
            (migration.Percent, migration.StepSince) = (MigrationSteps.After(policy, migration.Percent), now);
            Enter(migration, MigrationPhase.Starting, now, $"the target grows to {migration.Percent} %");
        }

        return DrainRule.Drop(model, placements, isGone, health, handover: false);
    }

    /// <summary>When to look again although nothing is seen to change; null when only events count.</summary>
    public static DateTimeOffset? Wake(LeptonModel model, MigrationPolicy policy) => model.Status?.Migration switch
    {
        { Phase: MigrationPhase.Verifying } m => m.PhaseSince.AddSeconds(policy.Verification.MinReadySeconds),
        { Phase: MigrationPhase.Draining } m => m.PhaseSince + Drain(policy),
        { Phase: MigrationPhase.Pausing } m => m.PhaseSince + MigrationSteps.Pause(policy, m.Percent),
        _ => null,
    };

    /// <summary>Whether this step's replicas are ready and have been for long enough. One that ceases to be ready begins anew.</summary>
    private static bool Proven(LeptonModel model, IReadOnlyList<ModelPlacement> placements, ModelMigration migration, MigrationPolicy policy, Func<string, MemberHealth?> health, DateTimeOffset now, string? problem)
    {
        if (migration.Phase == MigrationPhase.Pausing)
            return true;
        var ready = IsReady(model, placements, migration, policy, health);
        var refused = ready && migration.Phase != MigrationPhase.Draining ? problem : null;
        if (!ready || refused is not null)
        {
            if (migration.Phase != MigrationPhase.Starting || migration.Problem != refused)
                Enter(migration, MigrationPhase.Starting, now, refused is null ? "the target is not ready and is waited for" : $"the target is ready but does not answer as expected: {refused}");
            (migration.Problem, migration.ShiftedPercent) = (refused, 100 - migration.SourcePercent);
            return false;
        }

        migration.Problem = null;
        if (migration.Phase == MigrationPhase.Starting)
            Enter(migration, MigrationPhase.Verifying, now, $"the target is ready and has to stay so for {policy.Verification.MinReadySeconds} s");
        return migration.Phase == MigrationPhase.Draining || (now - migration.PhaseSince).TotalSeconds >= policy.Verification.MinReadySeconds;
    }

    /// <summary>Whether what is to run at the target in this step is ready, but for as many as may be missing.</summary>
    private static bool IsReady(LeptonModel model, IReadOnlyList<ModelPlacement> placements, ModelMigration migration, MigrationPolicy policy, Func<string, MemberHealth?> health)
    {
        if (migration.Percent >= 100)
            return DrainRule.Serves(model, placements, health, model.Spec.Workload == WorkloadKind.Training ? 0 : policy.MaxUnavailable);
        var targets = placements.Where(p => p.State != PlacementState.Draining).ToList();
        return targets.TrueForAll(p => health(p.Cluster) == MemberHealth.Healthy)
            && targets.Sum(p => Math.Max(0, Math.Min(p.Replicas, MigrationSteps.Running(model, p)) - p.ReadyReplicas)) <= policy.MaxUnavailable;
    }

    /// <summary>Whether anything of what leaves still answers requests.</summary>
    private static bool Serves(IReadOnlyList<ModelPlacement> placements, Func<string, MemberHealth?> health) =>
        placements.Any(p => p.ReadyReplicas > 0 && p.IsLeaving() && health(p.Cluster) == MemberHealth.Healthy);

    private static TimeSpan Drain(MigrationPolicy policy) => policy.Drain.OrZero();

    private static void Enter(ModelMigration migration, MigrationPhase phase, DateTimeOffset now, string message) =>
        (migration.Phase, migration.PhaseSince, migration.Message) = (phase, now, message);
}
