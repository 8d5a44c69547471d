using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Moves;

/// <summary>
/// The step of a move that brings the data along: in each cluster that gets the model a Job copies and verifies it (<see cref="Emission.Objects.DataJob"/>), and nothing starts there before all of them have. The
/// source serves on, whatever the strategy.
/// </summary>
internal static class DataStep
{
    /// <summary>Clusters the data has to come to: those of the target where the model did not run before.</summary>
    public static IReadOnlyList<string> Clusters(LeptonModel model, ModelMigration migration) => model.Spec.Dataset?.Sync is null
        ? []
        : [.. (migration.To ?? []).Select(t => t.Cluster).Except((migration.From ?? []).Select(f => f.Cluster), StringComparer.Ordinal)];

    /// <summary>Whether the data is on its way to a cluster now.</summary>
    public static bool ComesTo(LeptonModel model, string cluster) =>
        model.Status?.Migration is { Phase: MigrationPhase.Copying } migration && Clusters(model, migration).Contains(cluster);

    /// <summary>Notes how far it is.</summary>
    /// <param name="look">What is seen in a cluster; null when nothing is known of it. Without it all is there: simulations copy nothing.</param>
    /// <returns>Whether the move may go on.</returns>
    public static bool Take(LeptonModel model, ModelMigration migration, MigrationPolicy policy, Func<string, DataCopy?>? look, DateTimeOffset now)
    {
        var copies = look is null ? [] : Clusters(model, migration).Select(c => look(c) ?? new DataCopy { Cluster = c, State = DataCopyState.Copying, Message = $"{c}: has not begun" }).ToList();
        migration.Data = copies.Count == 0 ? null : copies;
        migration.Problem = copies.Find(c => c.State == DataCopyState.Failed)?.Message;
        if (copies.Exists(c => c.State != DataCopyState.Verified))
        {
            migration.Message = $"the data is brought along; {string.Join("; ", copies.Where(c => c.State != DataCopyState.Verified).Select(c => c.Message))}";
            return false;
        }

        MigrationStart.Begin(migration, policy, now);
        return true;
    }

    /// <summary>Whether the step has failed: a Job has, or none has ended within the time for it and the policy's own beyond.</summary>
    public static bool HasFailed(LeptonModel model, ModelMigration migration, MigrationPolicy policy, DateTimeOffset now) =>
        migration.Problem is not null || now - migration.StepSince >= (model.Spec.Dataset?.Sync?.Timeout.OrZero() ?? TimeSpan.Zero) + policy.Timeout.OrZero();
}
