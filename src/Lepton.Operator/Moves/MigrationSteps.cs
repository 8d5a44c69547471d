using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Moves;

/// <summary>How many replicas run where in the middle of a move. Rounded up on both sides: together they never are fewer than wanted.</summary>
internal static class MigrationSteps
{
    /// <summary>The percentage of the step after this one; 100 after the last.</summary>
    public static int After(MigrationPolicy policy, int percent) =>
        policy.Strategy == MigrationStrategy.Stepwise ? (policy.Steps ?? []).Select(s => s.Percent).Where(p => p > percent).DefaultIfEmpty(100).Min() : 100;

    /// <summary>How long a step is left alone.</summary>
    public static TimeSpan Pause(MigrationPolicy policy, int percent) =>
        policy.Steps?.Find(s => s.Percent == percent)?.Pause.OrZero() ?? TimeSpan.Zero;

    /// <summary>Replicas that are to run in a placement now, those that are leaving included.</summary>
    public static int Running(LeptonModel model, ModelPlacement placement) => model.Status?.Migration is { } migration
        ? At(migration, placement, migration.Percent, migration.SourcePercent)
        : placement.Replicas + (placement.DrainingReplicas ?? 0);

    /// <summary>Replicas of a placement that requests are meant for now.</summary>
    public static int Serving(LeptonModel model, ModelPlacement placement) => model.Status?.Migration is { } migration
        ? At(migration, placement, migration.ShiftedPercent, 100 - migration.ShiftedPercent)
        : placement.State == PlacementState.Draining ? 0 : placement.Replicas;

    private static int At(ModelMigration migration, ModelPlacement placement, int target, int source)
    {
        if (placement.State == PlacementState.Draining)
            return Part(placement.Replicas, source);
        var had = migration.From?.Find(f => f.Pool == placement.Pool)?.Replicas ?? 0;
        return had < placement.Replicas
            ? had + Part(placement.Replicas - had, target)
            : placement.Replicas + Part(placement.DrainingReplicas ?? 0, source);
    }

    private static int Part(int replicas, int percent) => (replicas * percent + 99) / 100;
}
