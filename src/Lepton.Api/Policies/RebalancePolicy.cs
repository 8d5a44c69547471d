using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Policies;

public enum RebalanceMode
{
    [Description("Models move when it pays.")]
    Automatic,

    [Description("A move that pays is proposed in the model's status and made when the annotation lepton.ai/approve-move names the proposal.")]
    Manual,

    [Description("Models that run stay where they are.")]
    Disabled,
}

/// <summary>When models that run are moved because it pays.</summary>
public sealed class RebalancePolicy
{
    [Default]
    [Description("Whether models move.")]
    public RebalanceMode Mode { get; set; } = RebalanceMode.Automatic;

    [Default, Minimum(0), Maximum(100)]
    [Description("Least savings of a move, in percent of what the model costs now.")]
    public double MinSavingsPercent { get; set; } = 5;

    [Default, Minimum(0), Maximum(1_000_000)]
    [Description("Least savings of a move, in dollars per hour.")]
    public double MinSavingsPerHour { get; set; }

    [Default]
    [Description("Least time between two moves of one model because of cost, such as 10m.")]
    public Duration Cooldown { get; set; } = "10m";

    [Default]
    [Description("Time within which the savings of a move must exceed its whole cost (data that leaves, both sides running, labor, stability), such as 24h.")]
    public Duration PaybackPeriod { get; set; } = "24h";

    [Minimum(1), Maximum(10_000)]
    [Description("Models under this policy that may be on the move at the same time; no further one begins to move because of cost until one has arrived. Without it, any number.")]
    public int? MaxConcurrentMoves { get; set; }

    [Count(32)]
    [Description("When moves because of cost may begin. Without any, always.")]
    public List<MoveWindow>? Windows { get; set; }
}

/// <summary>A time that comes again and again.</summary>
public sealed class MoveWindow
{
    [Length(1, 128)]
    [Description("When it opens: minute, hour, day of month, month, day of week, such as 0 22 * * 1-5.")]
    public string Cron { get; set; } = "";

    [Description("How long it stays open, such as 6h.")]
    public Duration Duration { get; set; } = "1h";

    [Default, Length(1, 64)]
    [Description("Time zone of the IANA database in which cron is read, such as Europe/Berlin.")]
    public string TimeZone { get; set; } = "UTC";
}

public enum FailoverMode
{
    [Description("Models are placed elsewhere after the grace period.")]
    Automatic,

    [Description("The same, for each model once its annotation lepton.ai/approve-failover names the cluster.")]
    Manual,

    [Description("Models wait for the cluster to return.")]
    Never,
}

public enum PurgeMode
{
    [Description("What a cluster that returns still runs goes when its successors serve.")]
    Gracefully,

    [Description("It goes as soon as the cluster is back.")]
    Immediately,

    [Description("What still runs there and is ready is taken up again, and its successors go.")]
    Never,
}

public enum FailbackMode
{
    [Description("A model that was placed elsewhere goes back to where it was when the cluster has been back for failbackDelay, by a move like any other, if that costs no more. A training run does as far as trainingInterruption says, and only with training.checkpoint.")]
    Automatic,

    [Description("It stays where it is, until a move pays.")]
    Never,
}

/// <summary>What happens to models of a member cluster that does not answer.</summary>
public sealed class FailoverPolicy
{
    /// <summary>On a model whose policy says <see cref="FailoverMode.Manual"/>: the silent clusters it may be taken from, separated by commas.</summary>
    public const string ApprovalAnnotation = "lepton.ai/approve-failover";

    [Default]
    [Description("Whether models leave the cluster.")]
    public FailoverMode Mode { get; set; } = FailoverMode.Automatic;

    [Default]
    [Description("How long a member cluster may be silent before its models are placed elsewhere, such as 1m.")]
    public Duration GracePeriod { get; set; } = "1m";

    [Default]
    [Description("What becomes of the replicas of served models that still run in a cluster that was given up and returns. Of training runs only one may be alive: what returns is removed.")]
    public PurgeMode Purge { get; set; } = PurgeMode.Gracefully;

    [Default]
    [Description("Whether models go back when the cluster is back. What purge Never takes up again has never left.")]
    public FailbackMode Failback { get; set; } = FailbackMode.Never;

    [Default]
    [Description("How long a cluster has to have answered without a break before models go back, such as 10m.")]
    public Duration FailbackDelay { get; set; } = "10m";

    [Description("How long a training run goes on by itself in a cluster that cannot be reached from the hub, such as 30m: then the cluster's own Job controller ends it, and it is placed elsewhere. Without it such a run is waited for.")]
    public Duration? TrainingFence { get; set; }

    [Default]
    [Description("How long replicas wait for a node, an autoscaler's new one included, before they are placed elsewhere, such as 10m.")]
    public Duration PendingTimeout { get; set; } = "10m";

    [Default]
    [Description("How long a pool that failed replicas (no node came, or they did not become ready) is avoided the first time, such as 10m; each further time twice as long, up to 16 times.")]
    public Duration Penalty { get; set; } = "10m";
}
