using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>One revision of what a model's replicas run. Its content is in the ControllerRevision called MODEL-NUMBER beside the model.</summary>
public sealed class ModelRevision
{
    [Minimum(1)]
    [Description("Its number; later ones have higher ones.")]
    public long Number { get; set; }

    [Length(1, 64)]
    [Description("Hash over the fields that replicas are made of.")]
    public string Hash { get; set; } = "";
}

public enum RolloutPhase
{
    [Description("Cluster by cluster gets the new revision.")]
    Progressing,

    [Description("The new revision failed; all clusters return to the one before.")]
    RollingBack,

    [Description("They have. The model's spec is not what runs until it changes.")]
    RolledBack,

    [Description("The new revision failed, and no further cluster gets it.")]
    Halted,
}

public enum ClusterRolloutState
{
    [Description("Has not begun.")]
    Pending,

    [Description("Has been given the revision; its replicas are not all ready with it, or not for long enough.")]
    Updating,

    [Description("All replicas are ready with it.")]
    Updated,

    [Description("Had been given it, and cannot be reached at present.")]
    Unreachable,
}

/// <summary>A new revision on its way over the clusters, or one that failed. All that it takes to go on stands here: a restart goes on from it.</summary>
public sealed class RolloutStatus
{
    [Description("The revision of the model's spec.")]
    public ModelRevision Revision { get; set; } = new();

    [Description("How far it is.")]
    public RolloutPhase Phase { get; set; }

    [Description("When it began.")]
    public DateTimeOffset StartedAt { get; set; }

    [Description("Since when the phase lasts.")]
    public DateTimeOffset PhaseSince { get; set; }

    [Length(4096)]
    [Description("How far it is, in a sentence; why it failed.")]
    public string? Message { get; set; }

    [ListMap("cluster"), Count(256)]
    [Description("What each cluster has.")]
    public List<ClusterRollout>? Clusters { get; set; }
}

/// <summary>How far a rollout is in one cluster.</summary>
public sealed class ClusterRollout
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Minimum(1)]
    [Description("Number of the revision it is to run now.")]
    public long Revision { get; set; }

    [Description("How far it is.")]
    public ClusterRolloutState State { get; set; }

    [Description("Since when the state lasts.")]
    public DateTimeOffset Since { get; set; }

    [Description("When it was given the revision.")]
    public DateTimeOffset? GivenAt { get; set; }

    [Description("Since when all replicas are ready with the revision.")]
    public DateTimeOffset? ReadySince { get; set; }
}
