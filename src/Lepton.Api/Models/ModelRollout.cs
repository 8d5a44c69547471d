using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>How this model's revisions go out and are kept. What is given wins over the policy's rollout.</summary>
public sealed class ModelRollout
{
    [Description("No cluster begins with a new revision while true; those that have begun go on.")]
    public bool? Paused { get; set; }

    [Minimum(1), Maximum(256)]
    [Description("Clusters that may be on their way to a new revision at the same time.")]
    public int? MaxClustersAtOnce { get; set; }

    [Minimum(0), Maximum(86_400)]
    [Description("Seconds for which all replicas of a cluster must have been ready with a new revision before the next cluster gets it.")]
    public int? MinReadySeconds { get; set; }

    [Description("Time within which each cluster must have all its replicas ready with a new revision, beyond loadTime.")]
    public Duration? ProgressDeadline { get; set; }

    [Description("Whether all clusters return to the last good revision when a new one has failed (true), or stay as they are (false).")]
    public bool? AutoRollback { get; set; }

    [Default, Minimum(0), Maximum(100)]
    [Description("Old revisions that are kept, as ControllerRevisions beside the model, for history and rollback.")]
    public int RevisionHistoryLimit { get; set; } = DefaultHistory;

    /// <summary>As many as a Deployment keeps.</summary>
    public const int DefaultHistory = 10;

    /// <summary>Whether anything is said of how revisions go out, and not only of how many are kept.</summary>
    public bool IsStaged() => Paused == true || MaxClustersAtOnce is not null || MinReadySeconds is not null || ProgressDeadline is not null || AutoRollback is not null;
}
