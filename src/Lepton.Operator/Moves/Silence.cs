using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Moves;

/// <summary>When a model is taken from a cluster that does not answer.</summary>
internal static class Silence
{
    /// <summary>The silence after which it is; null when it never is. A misconfigured cluster is not silent: its work runs on, only we cannot see it.</summary>
    public static TimeSpan? Limit(LeptonModel model, PlacementPolicy? policy, string cluster)
    {
        var failover = policy?.Spec.Failover ?? new FailoverPolicy();
        if (failover.Mode == FailoverMode.Never || (failover.Mode == FailoverMode.Manual && !IsApproved(model, cluster)))
            return null;
        var grace = failover.GracePeriod.ToTimeSpan();
        if (model.Spec.Workload != WorkloadKind.Training)
            return grace;
        return Fence.Silence(model, policy) is { } over ? (over > grace ? over : grace) : null;
    }

    /// <summary>Why a model in a silent cluster stays there, as a sentence that follows the cluster's problem; null when it will be moved.</summary>
    public static string? Waits(LeptonModel model, PlacementPolicy? policy, string cluster)
    {
        var failover = policy?.Spec.Failover ?? new FailoverPolicy();
        if (Limit(model, policy, cluster) is not null)
            return null;
        return failover.Mode switch
        {
            FailoverMode.Never => "it is waited for, because failover.mode is Never",
            FailoverMode.Manual when !IsApproved(model, cluster) => $"it is waited for, because failover.mode is Manual: to place the model elsewhere set its annotation {FailoverPolicy.ApprovalAnnotation}={cluster}",
            _ => "the run there is waited for, because failover.trainingFence is not set: whether it still runs cannot be known",
        };
    }

    private static bool IsApproved(LeptonModel model, string cluster) =>
        model.Metadata.Annotations?.GetValueOrDefault(FailoverPolicy.ApprovalAnnotation)?.Split(',', StringSplitOptions.TrimEntries).Contains(cluster, StringComparer.Ordinal) == true;
}
