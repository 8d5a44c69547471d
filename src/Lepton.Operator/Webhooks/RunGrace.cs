using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Webhooks;

/// <summary>
/// Whether a run takes so long to stop that whoever gets its place gives it up again meanwhile. The limit is that of the other's policy, which nobody knows beforehand, so it is a warning and never refused.
/// </summary>
internal static class RunGrace
{
    /// <summary>A sentence that names the policy whose models wait least; null when all wait long enough.</summary>
    public static string? Of(LeptonModel model, IReadOnlyList<PlacementPolicy> policies)
    {
        if (model.Spec.Training?.Checkpoint?.Grace is not { IsValid: true } grace)
            return null;
        var least = policies.Where(p => p.Spec.Failover.PendingTimeout.IsValid).OrderBy(p => p.Spec.Failover.PendingTimeout.ToTimeSpan()).ThenBy(p => p.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();
        return least is not null && grace.ToTimeSpan() >= least.Spec.Failover.PendingTimeout.ToTimeSpan()
            ? $"spec.training.checkpoint.grace: found \"{grace}\", expected less than {least.Spec.Failover.PendingTimeout}, failover.pendingTimeout of PlacementPolicy {least.Metadata.Name}: a model under it that gets the place of this run would look for another one before the run has ended"
            : null;
    }
}
