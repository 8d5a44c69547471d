using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>How a training run goes: an Indexed Job with a headless Service.</summary>
[ValidationRule("!has(self.completions) || self.completions >= self.parallelism", Message = "completions must be at least parallelism", FieldPath = ".completions")]
public sealed class ModelTraining
{
    [Default, Minimum(1), Maximum(10_000)]
    [Description("Workers that run at the same time: a gang, all in one cluster or none.")]
    public int Parallelism { get; set; } = 1;

    [Minimum(1), Maximum(10_000)]
    [Description("Workers that must succeed. Without it, as many as run at the same time.")]
    public int? Completions { get; set; }

    [Default, Minimum(0), Maximum(10_000)]
    [Description("Failed workers before the run has failed.")]
    public int BackoffLimit { get; set; } = 6;

    [Minimum(1), Maximum(315_360_000)]
    [Description("Seconds after which the run is stopped.")]
    public long? ActiveDeadlineSeconds { get; set; }

    [Default, Minimum(1), Maximum(65_535)]
    [Description("Port of worker 0 at which the workers meet (MASTER_PORT).")]
    public int RendezvousPort { get; set; } = 29_500;

    [Description("Says that the run writes checkpoints where every cluster can read them, also when its workers get SIGTERM, and goes on from the last one wherever it is started: such a run may be stopped and started elsewhere when it pays, and give way. Without it nothing of that is done to it, but where a policy says trainingInterruption Always.")]
    public TrainingCheckpoint? Checkpoint { get; set; }
}

/// <summary>How a run is stopped that goes on elsewhere from its checkpoint.</summary>
public sealed class TrainingCheckpoint
{
    [Default]
    [Description("How long workers may take from SIGTERM until their last checkpoint is written and they end, such as 5m: terminationGracePeriodSeconds of their pods, unless podTemplate says another. Pods keep what they were started with, so a change makes the run anew.")]
    public Duration Grace { get; set; } = "5m";
}

/// <summary>Where a model's data is and how much of it flows.</summary>
public sealed class ModelDataset
{
    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("Name of the CloudProvider that stores the data.")]
    public string Provider { get; set; } = "";

    [Length(1, 63), Pattern(Patterns.Word)]
    [Description("Region that stores the data.")]
    public string Region { get; set; } = "";

    [Minimum(0), Maximum(1_000_000_000)]
    [Description("Size in GiB. Its storage is paid where the model runs, and its egress when the model moves to a cluster where it does not run yet.")]
    public double SizeGiB { get; set; }

    [Default, Minimum(0), Maximum(1_000_000_000)]
    [Description("GiB of weights that each replica loads from there when it starts. Their egress is a part of what a move costs.")]
    public double WeightsGiB { get; set; }

    [Default, Minimum(0), Maximum(1_000_000_000)]
    [Description("GiB per hour that flow from there to the model. Egress is paid when the model runs elsewhere.")]
    public double TrafficGiBPerHour { get; set; }

    [Default, Minimum(0), Maximum(1_000_000_000)]
    [Description("Network bandwidth in Mbit/s the model needs where it runs.")]
    public double NetworkMbps { get; set; }

    [Description("How the data is brought along when a served model moves to a cluster where it does not run yet. Without it replicas find it, or load it, by themselves.")]
    public DatasetSync? Sync { get; set; }
}
