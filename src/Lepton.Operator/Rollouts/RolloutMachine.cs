using Lepton.Api.Models;

namespace Lepton.Operator.Rollouts;

/// <summary>
/// Takes a rollout on by what is seen: cluster by cluster Pending → Updating → Updated, and the revision is the good one when all are; a cluster that fails leads all back (RollingBack → RolledBack)
/// or stops it (Halted). It reads and writes <c>status.revision</c> and <c>status.rollout</c> only: killed at any point, it goes on from there. What a cluster is given
/// follows from the same fields (<see cref="ClusterRevision"/>).
/// </summary>
internal static class RolloutMachine
{
    /// <summary>One observation: changes the status in place.</summary>
    public static void Next(LeptonModelStatus status, RolloutTurn turn)
    {
        if (status.Revision is not { } good || turn.Rules is null && status.Rollout?.Revision.Hash != turn.Hash)
        {
            // At once, and kept when it is seen at work everywhere.
            status.Rollout = null;
            if (turn.Recorded is { } seen && seen.Hash == turn.Hash)
                status.Revision = seen;
            return;
        }

        if (turn.Hash == good.Hash)
        {
            status.Rollout = null;
            return;
        }

        if (status.Rollout?.Revision.Hash != turn.Hash)
        {
            // Before it is kept nothing begins.
            if (turn.Recorded is not { } recorded || recorded.Hash != turn.Hash)
                return;
            status.Rollout = Start(status.Rollout, recorded, good, turn);
        }

        var rollout = status.Rollout;
        if (rollout.Phase == RolloutPhase.Progressing && turn.Rules is null)
        {
            // The order was given up: all clusters get what the spec says.
            status.Rollout = null;
            return;
        }

        Follow(rollout, good, turn);
        if (rollout.Phase == RolloutPhase.Progressing && RolloutProgress.Take(rollout, good, turn))
            (status.Revision, status.Rollout) = (rollout.Revision, null);
        else if (rollout.Phase == RolloutPhase.RollingBack)
            RolloutReturn.Take(rollout, good, turn);
    }

    private static RolloutStatus Start(RolloutStatus? before, ModelRevision recorded, ModelRevision good, RolloutTurn turn)
    {
        // What is in the clusters stays until it is their turn: of a rollout that this one replaces, too.
        var stands = before is { Phase: RolloutPhase.Progressing or RolloutPhase.Halted } ? before.Clusters ?? [] : [];
        return new RolloutStatus
        {
            Revision = recorded,
            Phase = RolloutPhase.Progressing,
            StartedAt = turn.Now,
            PhaseSince = turn.Now,
            Clusters = [.. stands.Select(c => new ClusterRollout { Cluster = c.Cluster, Revision = c.Revision, State = ClusterRolloutState.Pending, Since = turn.Now, GivenAt = c.GivenAt })],
            Message = $"revision {recorded.Number} follows revision {good.Number}",
        };
    }

    /// <summary>Clusters come and go while it lasts: one that comes has the good revision until its turn.</summary>
    private static void Follow(RolloutStatus rollout, ModelRevision good, RolloutTurn turn)
    {
        var clusters = rollout.Clusters ??= [];
        clusters.RemoveAll(c => !turn.Placed.Contains(c.Cluster));
        foreach (var (cluster, _) in turn.Clusters.Where(t => !clusters.Exists(c => c.Cluster == t.Cluster)))
            clusters.Add(new ClusterRollout { Cluster = cluster, Revision = good.Number, State = ClusterRolloutState.Pending, Since = turn.Now });
    }
}
