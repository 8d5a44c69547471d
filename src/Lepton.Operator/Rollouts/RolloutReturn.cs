using Lepton.Api.Models;

namespace Lepton.Operator.Rollouts;

/// <summary>A rollout that failed, on its way back: all clusters at once, because what they return to was at work in all of them.</summary>
internal static class RolloutReturn
{
    public static void Take(RolloutStatus rollout, ModelRevision good, RolloutTurn turn)
    {
        var open = false;
        foreach (var (entry, _) in RolloutProgress.Active(rollout, turn).Where(a => a.Entry.State != ClusterRolloutState.Pending))
        {
            var sight = turn.Look(entry.Cluster, good.Hash, null);
            // One that is silent is given the good revision when it returns.
            var state = !sight.Reachable ? ClusterRolloutState.Unreachable : sight.Missing is null ? ClusterRolloutState.Updated : ClusterRolloutState.Updating;
            RolloutProgress.Set(entry, state, turn.Now);
            open |= state == ClusterRolloutState.Updating;
        }

        if (!open)
            (rollout.Phase, rollout.PhaseSince) = (RolloutPhase.RolledBack, turn.Now);
    }
}
