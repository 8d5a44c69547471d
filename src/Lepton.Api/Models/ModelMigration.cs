using Lepton.Api.Policies;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

public enum MigrationPhase
{
    [Description("The data is brought to the target's clusters and verified there; nothing has started yet.")]
    Copying,

    [Description("The target's replicas of this step start.")]
    Starting,

    [Description("They are ready, and have to stay so for verification.minReadySeconds.")]
    Verifying,

    [Description("The step is proven and endpoints name the target; the part of the source that goes runs on for migration.drain.")]
    Draining,

    [Description("The step is proven and the source has shrunk; the next one begins after the step's pause.")]
    Pausing,

    [Description("The source goes before the target starts (BreakBeforeMake, and every training run: its workers get SIGTERM and write their last checkpoint).")]
    Breaking,
}

/// <summary>A move under way. All that it takes to go on stands here and in placements: a restart goes on from it.</summary>
public sealed class ModelMigration
{
    [Description("How it is done.")]
    public MigrationStrategy Strategy { get; set; }

    [Length(1, 128)]
    [Description("Why the model moves, such as CostSavings.")]
    public string Reason { get; set; } = "";

    [Description("How far it is.")]
    public MigrationPhase Phase { get; set; }

    [Optional, Description("Percent of the replicas that are to run at the target in this step.")]
    public int Percent { get; set; }

    [Optional, Description("Percent of the source that still runs.")]
    public int SourcePercent { get; set; }

    [Optional, Description("Percent of the requests that endpoints send to the target.")]
    public int ShiftedPercent { get; set; }

    [Description("When it began.")]
    public DateTimeOffset StartedAt { get; set; }

    [Description("When the step began, whose time migration.timeout limits.")]
    public DateTimeOffset StepSince { get; set; }

    [Description("Since when the phase lasts.")]
    public DateTimeOffset PhaseSince { get; set; }

    [Length(4096)]
    [Description("How far it is, in a sentence.")]
    public string? Message { get; set; }

    [Length(4096)]
    [Description("What a replica at the target that is ready answers instead of what migration.verification expects.")]
    public string? Problem { get; set; }

    [ListMap("cluster"), Count(256)]
    [Description("How far the data is (dataset.sync), by cluster.")]
    public List<DataCopy>? Data { get; set; }

    [ListMap("cluster", "pool"), Count(256)]
    [Description("Where the replicas were.")]
    public List<ProposedPlacement>? From { get; set; }

    [ListMap("cluster", "pool"), Count(256)]
    [Description("Where they go.")]
    public List<ProposedPlacement>? To { get; set; }
}

public enum DataCopyState
{
    [Description("Is being copied, or compared with its source.")]
    Copying,

    [Description("Is there, and the same as its source.")]
    Verified,

    [Description("Has not come.")]
    Failed,
}

/// <summary>A model's data on its way to a cluster.</summary>
public sealed class DataCopy
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Description("How far it is.")]
    public DataCopyState State { get; set; }

    [Length(4096)]
    [Description("The same in a sentence: attempts, since when, why it failed.")]
    public string? Message { get; set; }
}
