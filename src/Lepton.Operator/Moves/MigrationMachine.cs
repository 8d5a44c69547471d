using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Moves;

/// <summary>
/// Takes a move on by what is seen: Starting → Verifying → (Pausing → Starting …) → the source is dropped and the record with it; Breaking → Starting first where the source
/// has to go before. It reads and writes the model's status only: killed at any point, it goes on from there. That a move has failed is the planner's to
/// find (<see cref="FailedMigration"/>): it knows where else the model could be.
/// </summary>
internal static class MigrationMachine
{
    /// <summary>One observation: changes <c>status.migration</c> in place.</summary>
    /// <param name="isGone">Whether nothing of the model is left in a cluster.</param>
    /// <param name="health">How a cluster stands; null when no CloudProvider names it any more.</param>
    /// <returns>The placements that remain, when some may go; null when none may.</returns>
    public static List<ModelPlacement>? Next(LeptonModel model, IReadOnlyList<ModelPlacement> placements, MigrationPolicy policy, Func<string, bool> isGone, Func<string, MemberHealth?> health, DateTimeOffset now)
    {
        if (model.Status!.Migration is not { } migration)
            return DrainRule.Drop(model, placements, isGone, health);
        if (migration.Phase == MigrationPhase.Breaking)
        {
            if (DrainRule.Broken(placements, health) is not { } rest)
                return null;
            Enter(migration, MigrationPhase.Starting, now, "the source is gone; the target starts");
            (migration.Percent, migration.StepSince) = (100, now);
            return rest;
        }

        // Each turn does what the phase allows and goes on into the next, so that a move without waits is over in one.
        for (var proven = Proven(model, placements, migration, policy, health, now); proven; proven = Proven(model, placements, migration, policy, health, now))
        {
            if (migration.Percent >= 100)
            {
                model.Status.Migration = null;
                return DrainRule.Drop(model, placements, isGone, health);
            }

            if (migration.Phase != MigrationPhase.Pausing)
            {
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
        { Phase: MigrationPhase.Pausing } m => m.PhaseSince + MigrationSteps.Pause(policy, m.Percent),
        _ => null,
    };

    /// <summary>Whether this step's replicas are ready and have been for long enough. One that ceases to be ready begins anew.</summary>
    private static bool Proven(LeptonModel model, IReadOnlyList<ModelPlacement> placements, ModelMigration migration, MigrationPolicy policy, Func<string, MemberHealth?> health, DateTimeOffset now)
    {
        if (migration.Phase == MigrationPhase.Pausing)
            return true;
        var ready = migration.Percent >= 100
            ? DrainRule.Serves(model, placements, health)
            : placements.Where(p => p.State != PlacementState.Draining).All(p => health(p.Cluster) == MemberHealth.Healthy && p.ReadyReplicas >= Math.Min(p.Replicas, MigrationSteps.Running(model, p)));
        if (!ready)
        {
            if (migration.Phase == MigrationPhase.Verifying)
                Enter(migration, MigrationPhase.Starting, now, "the target ceased to be ready and is waited for again");
            return false;
        }

        if (migration.Phase == MigrationPhase.Starting)
            Enter(migration, MigrationPhase.Verifying, now, $"the target is ready and has to stay so for {policy.Verification.MinReadySeconds} s");
        return (now - migration.PhaseSince).TotalSeconds >= policy.Verification.MinReadySeconds;
    }

    private static void Enter(ModelMigration migration, MigrationPhase phase, DateTimeOffset now, string message) =>
        (migration.Phase, migration.PhaseSince, migration.Message) = (phase, now, message);
}
