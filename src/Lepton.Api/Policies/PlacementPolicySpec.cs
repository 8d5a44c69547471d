using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Policies;

/// <summary>The rules of a <see cref="PlacementPolicy"/>. An empty policy allows everything and weighs cost alone.</summary>
public sealed class PlacementPolicySpec
{
    [Default]
    [Description("Weights that turn latency, spot risk and moves into dollars. Cost itself is dollars per hour and has weight 1.")]
    public PolicyObjective Objective { get; set; } = new();

    [Atomic]
    [Description("Only member clusters with these labels. The keys lepton.ai/provider, lepton.ai/cluster, lepton.ai/region, lepton.ai/zone and lepton.ai/jurisdiction are there without being declared.")]
    public V1LabelSelector? ClusterSelector { get; set; }

    [Description("CloudProviders by name.")]
    public AllowDeny? Providers { get; set; }

    [Description("Regions by name.")]
    public AllowDeny? Regions { get; set; }

    [ListSet, Count(64), Length(1, 63), Pattern(Patterns.Word)]
    [Description("Only member clusters under one of these jurisdictions; one that states none is excluded.")]
    public List<string>? Jurisdictions { get; set; }

    [ListSet, Count(64), Length(1, 63), Pattern(Patterns.Word)]
    [Description("Only member clusters for which all of these hold.")]
    public List<string>? RequiredCompliance { get; set; }

    [Count(32)]
    [Description("Taints of member clusters and of their nodes that models under this policy bear.")]
    public List<ClusterToleration>? Tolerations { get; set; }

    [ListSet, Count(3)]
    [Description("Only capacity on these terms. Without it, all.")]
    public List<CapacityKind>? CapacityTypes { get; set; }

    [Minimum(0), Maximum(1)]
    [Description("Largest part of a model's demand that may run on spot capacity, 0 to 1.")]
    public double? MaxSpotShare { get; set; }

    [Minimum(0), Maximum(10_000)]
    [Description("Replicas of each model that must not run on spot capacity.")]
    public int? MinOnDemandReplicas { get; set; }

    [ListMap("topology"), Count(4)]
    [Description("How the replicas of one model are spread.")]
    public List<SpreadConstraint>? Spread { get; set; }

    [Default]
    [Description("When models that run are moved because it pays.")]
    public RebalancePolicy Rebalance { get; set; } = new();

    [Default]
    [Description("How models move.")]
    public MigrationPolicy Migration { get; set; } = new();

    [Description("How new revisions of served models go out over the clusters. Without it all clusters get them at once, each rolls them out by itself, and nothing is rolled back.")]
    public RolloutPolicy? Rollout { get; set; }

    [Default]
    [Description("What happens to models of a member cluster that does not answer.")]
    public FailoverPolicy Failover { get; set; } = new();

    [Description("Ceiling over all models under this policy.")]
    public CostBudget? Budget { get; set; }

    [Default]
    [Description("Whether models under this policy take the place of running models of lower priority when there is no other room.")]
    public PreemptionMode Preemption { get; set; } = PreemptionMode.LowerPriority;

    [Default]
    [Description("Which training runs under this policy may be stopped although nothing is wrong where they run. Always as a whole: their workers get SIGTERM, and the run starts elsewhere, or waits for room, when the last of them has ended.")]
    public TrainingInterruption TrainingInterruption { get; set; } = TrainingInterruption.Checkpointed;
}

public enum TrainingInterruption
{
    [Description("Those with training.checkpoint: for a higher priority, a budget or limit that is exceeded, a move that pays, and the way back after a failover.")]
    Checkpointed,

    [Description("Those too, and runs without a checkpoint for a higher priority and for a budget or limit that is exceeded: what they have done is lost.")]
    Always,

    [Description("None: a budget or limit that is exceeded cuts others, and is exceeded as long as runs alone do.")]
    Never,
}

public enum PreemptionMode
{
    [Description("Models of lower priority give way, training runs as far as trainingInterruption of their own policy says. None does for its equal.")]
    LowerPriority,

    [Description("They wait for room.")]
    Never,
}

/// <summary>Weights in dollars.</summary>
public sealed class PolicyObjective
{
    [Default, Minimum(0), Maximum(1_000_000)]
    [Description("Dollars per hour that one millisecond of mean latency is worth, for the whole model: that of the cluster, and where accelerators[].serviceRate says what a queue is like, the response time of its replicas at their load.")]
    public double LatencyDollarsPerMillisecond { get; set; }

    [Default, Minimum(0), Maximum(1_000_000)]
    [Description("Dollars that the loss of one GPU to a spot reclaim costs (lost work, reloading).")]
    public double SpotDollarsPerReclaimedGpu { get; set; }

    [Default, Minimum(0), Maximum(1_000_000)]
    [Description("Dollars that the move of one replica to another pool costs. It is spread over rebalance.paybackPeriod.")]
    public double StabilityDollarsPerMove { get; set; } = 0.1;
}

/// <summary>Names that are allowed and names that are not.</summary>
public sealed class AllowDeny
{
    [ListSet, Count(256), Length(1, 253)]
    [Description("Only these. Without it, all.")]
    public List<string>? Allow { get; set; }

    [ListSet, Count(256), Length(1, 253)]
    [Description("Not these; wins over allow.")]
    public List<string>? Deny { get; set; }

    public bool Permits(string name) => (Allow is not { Count: > 0 } || Allow.Contains(name)) && Deny?.Contains(name) != true;
}

/// <summary>A ceiling in dollars per hour.</summary>
public sealed class CostBudget
{
    [Minimum(0), Maximum(1_000_000_000)]
    [Description("Largest cost in dollars per hour.")]
    public double HourlyCost { get; set; }
}
