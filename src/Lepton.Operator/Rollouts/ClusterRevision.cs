using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Rollouts;

/// <summary>Which revision of a model a cluster is to run: read off the model's status alone, so that a restart, a second replica of the operator and a replica that moved all come to the same.</summary>
internal static class ClusterRevision
{
    /// <returns>The number of an older revision; null when it is the spec as it stands.</returns>
    public static long? Of(LeptonModel model, PlacementPolicy? policy, string cluster)
    {
        if (model.Spec.Workload == WorkloadKind.Training || model.Status?.Revision is not { } good)
            return null;
        var hash = RevisionTemplate.Hash(model);
        if (hash == good.Hash)
            return null;
        var rollout = model.Status.Rollout;
        var entry = rollout?.Clusters?.Find(c => c.Cluster == cluster);
        if (rollout?.Revision.Hash == hash)
        {
            var back = rollout.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack;
            return back || entry is null ? good.Number : entry.Revision == rollout.Revision.Number ? null : entry.Revision;
        }

        // The spec is newer than what is written down of its rollout. Without an order it goes out at once; with one, all stays as it is until it is written down.
        if (EffectiveRollout.Of(policy, model) is null)
            return null;
        return rollout is { Phase: RolloutPhase.Progressing or RolloutPhase.Halted } ? entry?.Revision ?? good.Number : good.Number;
    }
}
