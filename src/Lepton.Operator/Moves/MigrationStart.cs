using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Moves;

/// <summary>The record of a move, made together with the placements it leads to.</summary>
internal static class MigrationStart
{
    /// <param name="before">Placements as they were.</param>
    /// <param name="next">Placements as they will be.</param>
    /// <returns>Null when nothing is handed over: nothing leaves or nothing comes, or the way back from a move that failed.</returns>
    public static ModelMigration? Of(LeptonModel model, ModelPlan plan, IReadOnlyList<ModelPlacement> before, IReadOnlyList<ModelPlacement> next, DateTimeOffset now)
    {
        if (plan.Reason.IsWayBack() || !next.Any(p => p.IsLeaving()))
            return null;
        var from = before.Where(p => p.State != PlacementState.Draining).Select(Place).ToList();
        // Fewer replicas in the same places are no move.
        if (next.All(n => n.State == PlacementState.Draining || from.Exists(f => f.Pool == n.Pool && f.Replicas >= n.Replicas)))
            return null;
        var policy = plan.Migration ?? new MigrationPolicy();
        // A source that is lost is not handed over step by step.
        var strategy = model.Spec.Workload == WorkloadKind.Training ? MigrationStrategy.BreakBeforeMake
            : policy.Strategy == MigrationStrategy.Stepwise && plan.Reason.IsLoss() ? MigrationStrategy.MakeBeforeBreak : policy.Strategy;
        var migration = new ModelMigration
        {
            Strategy = strategy,
            Reason = plan.Reason.ToString(),
            Phase = MigrationPhase.Copying,
            SourcePercent = 100,
            StartedAt = now,
            StepSince = now,
            PhaseSince = now,
            Message = "the data is brought along",
            From = from,
            To = next.Where(n => n.State != PlacementState.Draining).Select(Place).ToList(),
        };
        if (DataStep.Clusters(model, migration).Count == 0)
            Begin(migration, policy, now);
        if (model.Spec.Workload == WorkloadKind.Training)
            migration.Message = $"the run is stopped first: its workers got SIGTERM{(Fence.CheckpointSeconds(model.Spec) is { } grace ? $" and have {grace} s to write their last checkpoint" : "")}; the target starts when the last of them has ended";
        return migration;
    }

    /// <summary>The first step: with the data there, or without any to bring.</summary>
    public static void Begin(ModelMigration migration, MigrationPolicy policy, DateTimeOffset now)
    {
        var breaks = migration.Strategy == MigrationStrategy.BreakBeforeMake;
        migration.Phase = breaks ? MigrationPhase.Breaking : MigrationPhase.Starting;
        migration.Percent = breaks ? 0 : migration.Strategy == MigrationStrategy.Stepwise ? MigrationSteps.After(policy, 0) : 100;
        migration.SourcePercent = breaks ? 0 : 100;
        (migration.StepSince, migration.PhaseSince) = (now, now);
        migration.Message = breaks ? "the source goes first" : "the target starts";
    }

    /// <summary>On the way back what never became ready goes at once; what serves goes when the source does, and what is in a silent cluster when that is seen again.</summary>
    public static List<ModelPlacement> WithoutFailed(IEnumerable<ModelPlacement> placements)
    {
        var rest = new List<ModelPlacement>();
        foreach (var placement in placements)
        {
            if (placement.DrainingReplicas > 0)
                placement.DrainingReplicas = placement.ReadyReplicas > placement.Replicas ? placement.ReadyReplicas - placement.Replicas : null;
            if (placement is { State: PlacementState.Draining, Lost: false })
                placement.Replicas = Math.Min(placement.Replicas, placement.ReadyReplicas);
            if (placement.State != PlacementState.Draining || placement.Replicas > 0)
                rest.Add(placement);
        }

        return rest;
    }

    private static ProposedPlacement Place(ModelPlacement placement) => new() { Cluster = placement.Cluster, Pool = placement.Pool, Replicas = placement.Replicas };
}
