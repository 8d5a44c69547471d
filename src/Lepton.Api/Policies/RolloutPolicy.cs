using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Policies;

public enum RolloutFailureAction
{
    [Description("All clusters return to the last revision that was at work everywhere.")]
    Rollback,

    [Description("No further cluster gets the new revision; those that have it keep it.")]
    Halt,
}

/// <summary>How a new revision of a served model (image, arguments, pod template …) goes out over the member clusters. Without it all clusters get it at once, and each rolls it out by itself.</summary>
public sealed class RolloutPolicy
{
    [Count(16)]
    [Description("Order of the clusters: those of the first stage come first, those of no stage last, and within a stage they go by name. Without any, all by name.")]
    public List<RolloutStage>? Stages { get; set; }

    [Default, Minimum(1), Maximum(256)]
    [Description("Clusters that may be on their way to the new revision at the same time. Of several clusters one always keeps the old revision until another has proven the new one.")]
    public int MaxClustersAtOnce { get; set; } = 1;

    [Default, Minimum(0), Maximum(86_400)]
    [Description("Seconds for which all replicas of a cluster must have been ready with the new revision, without a break, before the next cluster gets it.")]
    public int MinReadySeconds { get; set; }

    [Default]
    [Description("Time within which each cluster must have all its replicas ready with the new revision, beyond the model's loadTime, such as 10m. Then the rollout has failed.")]
    public Duration ProgressDeadline { get; set; } = "10m";

    [Default, Minimum(1), Maximum(100)]
    [Description("Restarts of a container of a new replica after which a crash loop (CrashLoopBackOff) has failed the rollout, before the deadline.")]
    public int CrashLoopRestarts { get; set; } = 3;

    [Default]
    [Description("What happens when it has failed.")]
    public RolloutFailureAction OnFailure { get; set; } = RolloutFailureAction.Rollback;
}

/// <summary>Clusters that get a new revision before others do.</summary>
public sealed class RolloutStage
{
    [Atomic]
    [Description("Member clusters by their labels. The keys lepton.ai/provider, lepton.ai/cluster, lepton.ai/region, lepton.ai/zone and lepton.ai/jurisdiction are there without being declared.")]
    public V1LabelSelector ClusterSelector { get; set; } = new();

    [Default]
    [Description("How long the stage is left alone once all its clusters have the new revision, before the next stage begins, such as 30m.")]
    public Duration Pause { get; set; } = "0s";
}
