using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Rollouts;

/// <summary>A rollout on its way out: who is ready, who has failed, who is next.</summary>
internal static class RolloutProgress
{
    /// <returns>True when all clusters have the new revision.</returns>
    public static bool Take(RolloutStatus rollout, ModelRevision good, RolloutTurn turn)
    {
        var active = Active(rollout, turn);
        foreach (var (entry, _) in active.Where(a => a.Entry.State != ClusterRolloutState.Pending))
        {
            if (See(rollout, entry, turn) is not { } failure)
                continue;
            Fail(rollout, good, turn, $"revision {rollout.Revision.Number} failed in {entry.Cluster}: {failure}");
            return false;
        }

        if (active.Count > 0 && active.TrueForAll(a => a.Entry.State == ClusterRolloutState.Updated))
            return true;
        Begin(rollout, good, turn, active);
        return false;
    }

    /// <summary>When to look again although nothing is seen to change.</summary>
    public static DateTimeOffset? Wake(RolloutStatus rollout, EffectiveRollout rules, IReadOnlyList<(string Cluster, int Stage)> clusters, DateTimeOffset now) => clusters
        .Select(t => (t.Stage, Entry: rollout.Clusters?.Find(c => c.Cluster == t.Cluster)))
        .Select(t => t.Entry switch
        {
            { State: ClusterRolloutState.Updating, ReadySince: { } ready } => ready + rules.MinReady,
            { State: ClusterRolloutState.Updating } entry => entry.Since + rules.Deadline,
            { State: ClusterRolloutState.Updated } entry => entry.Since + rules.PauseAfter(t.Stage),
            _ => (DateTimeOffset?)null,
        })
        .Where(at => at > now).Min();

    /// <summary>The clusters that are to run the model, in their order.</summary>
    internal static List<(ClusterRollout Entry, int Stage)> Active(RolloutStatus rollout, RolloutTurn turn) =>
        [.. turn.Clusters.Select(t => (rollout.Clusters!.First(c => c.Cluster == t.Cluster), t.Stage))];

    internal static void Set(ClusterRollout entry, ClusterRolloutState state, DateTimeOffset now)
    {
        if (entry.State == state)
            return;
        (entry.State, entry.Since) = (state, now);
    }

    /// <summary>Notes what is seen of a cluster that has the revision.</summary>
    /// <returns>Why it has failed; null when it has not.</returns>
    private static string? See(RolloutStatus rollout, ClusterRollout entry, RolloutTurn turn)
    {
        var sight = turn.Look(entry.Cluster, rollout.Revision.Hash, entry.GivenAt);
        if (!sight.Reachable)
        {
            // Silence says nothing of the revision.
            entry.ReadySince = null;
            Set(entry, ClusterRolloutState.Unreachable, turn.Now);
            return null;
        }

        if (sight.Failure is not null)
            return sight.Failure;
        if (entry.State == ClusterRolloutState.Unreachable || (entry.State == ClusterRolloutState.Updated && sight.Missing is not null))
        {
            // It has the whole time again: what went wrong may be the cluster's matter.
            Set(entry, ClusterRolloutState.Updating, turn.Now);
        }

        if (sight.Missing is { } missing)
        {
            entry.ReadySince = null;
            return turn.Now - entry.Since >= turn.Rules!.Deadline ? $"{missing}, and {turn.Rules.Deadline.TotalSeconds:0} s have passed (rollout.progressDeadline and loadTime)" : null;
        }

        entry.ReadySince ??= turn.Now;
        if (turn.Now - entry.ReadySince >= turn.Rules!.MinReady)
            Set(entry, ClusterRolloutState.Updated, turn.Now);
        return null;
    }

    /// <summary>Gives the revision to those whose turn it is.</summary>
    private static void Begin(RolloutStatus rollout, ModelRevision good, RolloutTurn turn, List<(ClusterRollout Entry, int Stage)> active)
    {
        var rules = turn.Rules!;
        // One that has a revision which never was good everywhere comes first.
        var open = active.Where(a => a.Entry.State is ClusterRolloutState.Pending or ClusterRolloutState.Updating && turn.Look(a.Entry.Cluster, good.Hash, null).Reachable)
            .Select(a => (a.Entry, Stage: a.Entry.State == ClusterRolloutState.Pending && a.Entry.Revision != good.Number ? -1 : a.Stage)).ToList();
        var silent = active.Where(a => a.Entry.State != ClusterRolloutState.Updated && !open.Exists(o => o.Entry == a.Entry)).Select(a => a.Entry.Cluster).ToList();
        var updating = open.Where(a => a.Entry.State == ClusterRolloutState.Updating).Select(a => a.Entry.Cluster).ToList();
        string? waits = null;
        if (open.Count > 0)
        {
            var stage = open.Min(a => a.Stage);
            var room = Math.Min(rules.MaxClustersAtOnce, active.Count > 1 ? active.Count - 1 : 1) - updating.Count;
            var next = open.Where(a => a.Stage == stage && a.Entry.State == ClusterRolloutState.Pending).Take(Math.Max(0, room)).Select(a => a.Entry).ToList();
            waits = next.Count == 0 ? null : Holds(rules, active, stage, turn.Now);
            foreach (var entry in waits is null ? next : [])
            {
                Set(entry, ClusterRolloutState.Updating, turn.Now);
                (entry.Revision, entry.GivenAt, entry.ReadySince) = (rollout.Revision.Number, turn.Now, null);
                updating.Add(entry.Cluster);
            }
        }

        var done = active.Count(a => a.Entry.State == ClusterRolloutState.Updated);
        rollout.Message = $"revision {rollout.Revision.Number} is at work in {done} of {active.Count} clusters"
            + (updating.Count > 0 ? $", on its way in {string.Join(", ", updating)}" : "")
            + (silent.Count > 0 ? $", and waits for {string.Join(", ", silent)}, which cannot be reached" : "")
            + (waits is null ? "" : $"; {waits}");
    }

    /// <summary>What the next clusters wait for; null when they may begin.</summary>
    private static string? Holds(EffectiveRollout rules, List<(ClusterRollout Entry, int Stage)> active, int stage, DateTimeOffset now)
    {
        if (rules.Paused)
            return "no further cluster begins: spec.rollout.paused is true";
        var before = active.Where(a => a.Stage < stage && a.Entry.State == ClusterRolloutState.Updated).ToList();
        if (before.Count == 0)
            return null;
        var over = before.Max(a => a.Entry.Since + rules.PauseAfter(a.Stage));
        return now < over ? $"the next stage begins at {RfcTime.Seconds(over)} (rollout.stages[].pause)" : null;
    }

    private static void Fail(RolloutStatus rollout, ModelRevision good, RolloutTurn turn, string why)
    {
        rollout.PhaseSince = turn.Now;
        if (!turn.Rules!.Rollback)
        {
            (rollout.Phase, rollout.Message) = (RolloutPhase.Halted, $"{why}; no further cluster gets it (rollout.onFailure is Halt)");
            return;
        }

        (rollout.Phase, rollout.Message) = (RolloutPhase.RollingBack, $"{why}; all clusters return to revision {good.Number}");
        foreach (var entry in rollout.Clusters!.Where(c => c.State != ClusterRolloutState.Pending || c.Revision != good.Number))
        {
            Set(entry, ClusterRolloutState.Updating, turn.Now);
            (entry.Revision, entry.GivenAt, entry.ReadySince) = (good.Number, turn.Now, null);
        }
    }
}
