using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>
/// A move that was not proven in time, or whose target was lost with its cluster. One that nothing forced is rolled back: the source, which still runs, is taken up again. Any other looks for
/// another target.
/// </summary>
/// <param name="Targets">What did not become ready, by pool.</param>
/// <param name="Source">The placements to take up again; null when there is no way back.</param>
internal sealed record FailedMigration(IReadOnlyList<LostPlacement> Targets, IReadOnlyList<ModelPlacement>? Source)
{
    public static FailedMigration? Of(LeptonModel model, PlacementPolicy? policy, FleetSnapshot snapshot)
    {
        if (model.Status?.Migration is not { } migration)
            return null;
        if (WithoutTarget(model, policy, migration, snapshot) is { } without)
            return without;
        if (!IsLate(model, policy, snapshot.Time))
            return null;
        var rules = Rules(policy);
        var source = IsOptional(migration) ? WayBack(model, migration, snapshot) : null;
        if (!rules.RollbackOnFailure && source is not null)
            return null;
        var targets = model.Status.Placements!.Where(p => p.State != PlacementState.Draining && p.ReadyReplicas < p.Replicas && Had(migration, p.Pool) < p.Replicas)
            // A gang of which a part is not ready does nothing: it goes as a whole.
            .Select(p => new LostPlacement(p.WithReplicas(model.Spec.Workload == WorkloadKind.Training ? p.Replicas : p.Replicas - Math.Max(p.ReadyReplicas, Had(migration, p.Pool))), PlanReason.NotReady,
                $"where replicas of pool {p.Pool} did not become ready within {rules.Timeout} and {model.Spec.LoadTime} for loading (migration.timeout, loadTime)"))
            .ToList();
        if (migration.Phase == MigrationPhase.Copying)
            targets = [.. targets.Where(t => migration.Data?.Find(d => d.Cluster == t.Placement.Cluster)?.State != DataCopyState.Verified).Select(t => t with { Why = $"where the data did not come: {migration.Problem ?? $"nothing was verified within {model.Spec.Dataset?.Sync?.Timeout} and {rules.Timeout} (dataset.sync.timeout, migration.timeout)"}" })];
        // All are ready, and do not do what they are for.
        if (targets.Count == 0 && migration.Problem is { } problem)
        {
            targets = model.Status.Placements!.Where(p => p.State != PlacementState.Draining && Had(migration, p.Pool) < p.Replicas)
                .Select(p => new LostPlacement(p.WithReplicas(p.Replicas - Had(migration, p.Pool)), PlanReason.NotReady, $"which did not answer as expected within {rules.Timeout} and {model.Spec.LoadTime} for loading: {problem}"))
                .ToList();
        }

        // Late although all is ready: it is being verified, or a step is left alone.
        return targets.Count == 0 ? null : new FailedMigration(targets, source);
    }

    /// <summary>What of it time alone changes.</summary>
    public static bool IsLate(LeptonModel model, PlacementPolicy? policy, DateTimeOffset now) =>
        model.Status?.Migration is { Phase: MigrationPhase.Copying } copying ? Moves.DataStep.HasFailed(model, copying, Rules(policy), now)
        // A run that is being stopped has the grace of its pods, or its fence, and no other time.
        : model.Status?.Migration is { Phase: not (MigrationPhase.Pausing or MigrationPhase.Draining) } migration && !(migration.Phase == MigrationPhase.Breaking && model.Spec.Workload == WorkloadKind.Training) && Rules(policy).Timeout is { IsValid: true } limit
        && now - migration.StepSince >= limit.ToTimeSpan() + model.Spec.LoadTime.OrZero();

    /// <summary>The target is in a cluster that was given up, and the source still serves: nothing could be had sooner or cheaper than what is there. A run that is being stopped is not taken up again.</summary>
    private static FailedMigration? WithoutTarget(LeptonModel model, PlacementPolicy? policy, ModelMigration migration, FleetSnapshot snapshot)
    {
        if (model.Spec.Workload == WorkloadKind.Training || !IsOptional(migration))
            return null;
        var lost = model.Status!.Placements!.Where(p => p.State != PlacementState.Draining && Had(migration, p.Pool) < p.Replicas
            && snapshot.Members.GetValueOrDefault(p.Cluster) is { } member && PlanningFacts.IsLost(member, model, policy, snapshot.Time))
            .Select(p => new LostPlacement(p, PlanReason.ClusterLost, "which does not answer")).ToList();
        return lost.Count > 0 && WayBack(model, migration, snapshot) is { } source ? new FailedMigration(lost, source) : null;
    }

    private static bool IsOptional(ModelMigration migration) => Enum.TryParse<PlanReason>(migration.Reason, out var reason) && reason.IsOptional();

    private static MigrationPolicy Rules(PlacementPolicy? policy) => policy?.Spec.Migration ?? new MigrationPolicy();

    private static int Had(ModelMigration migration, string pool) => migration.From?.Find(f => f.Pool == pool)?.Replicas ?? 0;

    /// <summary>All that was there before, as far as all of it still is.</summary>
    private static List<ModelPlacement>? WayBack(LeptonModel model, ModelMigration migration, FleetSnapshot snapshot)
    {
        var source = new List<ModelPlacement>();
        foreach (var place in migration.From ?? [])
        {
            var current = model.Status!.Placements?.Find(p => p.Pool == place.Pool);
            if (current is null || snapshot.Members.GetValueOrDefault(place.Cluster)?.Health != MemberHealth.Healthy)
                return null;
            var restored = current.WithReplicas(place.Replicas);
            restored.State = PlacementState.Pending;
            source.Add(restored);
        }

        return source.Count == 0 ? null : source;
    }
}
