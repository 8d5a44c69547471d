using Lepton.Api.Models;

namespace Lepton.Operator.Rollouts;

/// <summary>What became of a rollout between two states of a model.</summary>
/// <param name="Reason">CamelCase: of the event, and the audit log's event.</param>
/// <param name="Outcome">For the count of rollouts; null for a step on the way.</param>
internal sealed record RolloutNews(string Reason, string Message, string? Outcome = null, bool IsWarning = false)
{
    /// <summary>In the order in which it happened.</summary>
    public static IEnumerable<RolloutNews> Between(LeptonModel before, LeptonModel after)
    {
        var (was, now) = (before.Status?.Rollout, after.Status?.Rollout);
        if (was is not null && now?.Revision.Number != was.Revision.Number)
            yield return Ended(was, after);
        if (now is null)
            yield break;
        if (was?.Revision.Number != now.Revision.Number)
            yield return new RolloutNews("RolloutStarted", now.Message ?? "", "Started");
        foreach (var entry in now.Phase == RolloutPhase.Progressing ? now.Clusters ?? [] : [])
        {
            if (entry.State is ClusterRolloutState.Updating or ClusterRolloutState.Updated && was?.Clusters?.Find(c => c.Cluster == entry.Cluster)?.State != entry.State)
                yield return new RolloutNews(entry.State == ClusterRolloutState.Updating ? "RolloutStep" : "ClusterUpdated", $"revision {now.Revision.Number} {(entry.State == ClusterRolloutState.Updating ? "goes to" : "is at work in")} {entry.Cluster}");
        }

        if (now.Phase == was?.Phase && now.Revision.Number == was.Revision.Number)
            yield break;
        if (now.Phase is RolloutPhase.RollingBack or RolloutPhase.Halted || (now.Phase == RolloutPhase.RolledBack && was?.Phase == RolloutPhase.Progressing))
            yield return new RolloutNews("RolloutFailed", now.Message ?? "", now.Phase == RolloutPhase.Halted ? "Halted" : "Failed", IsWarning: true);
        if (now.Phase == RolloutPhase.RolledBack)
            yield return new RolloutNews("RolloutRolledBack", $"all clusters that can be reached run revision {after.Status!.Revision?.Number} again; revision {now.Revision.Number} of the spec runs nowhere until the spec changes", "RolledBack");
    }

    private static RolloutNews Ended(RolloutStatus was, LeptonModel after) => after.Status?.Revision?.Number == was.Revision.Number
        ? new RolloutNews("RolloutCompleted", $"revision {was.Revision.Number} is at work in all clusters", "Completed")
        : new RolloutNews("RolloutReplaced", $"the rollout of revision {was.Revision.Number} ({was.Phase}) ends: the spec has changed", was.Phase == RolloutPhase.Progressing ? "Replaced" : null);
}
