using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>What is decided and observed of a <see cref="LeptonModel"/>. Written by the operator only.</summary>
public sealed class LeptonModelStatus
{
    [Minimum(0)]
    [Description("The metadata.generation this status is about.")]
    public long? ObservedGeneration { get; set; }

    [ListMap("type"), Count(16)]
    [Description("Scheduled: all replicas have a place. Applied: the member clusters have what was decided. Ready: all replicas are ready. Progressing: something is under way. Degraded: something is wrong.")]
    public List<V1Condition>? Conditions { get; set; }

    [ListMap("cluster", "pool"), Count(256)]
    [Description("Where the replicas are. The decision is saved here before anything is applied.")]
    public List<ModelPlacement>? Placements { get; set; }

    [Description("Replicas decided, over all clusters.")]
    public int? Replicas { get; set; }

    [Description("Replicas that are ready, over all clusters.")]
    public int? ReadyReplicas { get; set; }

    [Length(1024)]
    [Description("Label selector of the pods, for autoscalers on the scale subresource.")]
    public string? Selector { get; set; }

    [Description("What the model costs.")]
    public ModelCost? Cost { get; set; }

    [Description("Why the model is where it is.")]
    public PlacementDecision? Decision { get; set; }

    [Description("A move that would pay, and what it waits for.")]
    public MoveProposal? Proposal { get; set; }

    [Description("What the members' autoscalers ask for (spec.scaling).")]
    public ScalingStatus? Scaling { get; set; }

    [Description("Where the model was before a cluster was lost, and what its way back waits for (failover.failback).")]
    public ModelFailback? Failback { get; set; }

    [Description("The move under way.")]
    public ModelMigration? Migration { get; set; }

    [Description("The last revision that was at work in all clusters.")]
    public ModelRevision? Revision { get; set; }

    [Description("The rollout of a newer revision, under way or failed.")]
    public RolloutStatus? Rollout { get; set; }

    [ListMap("cluster", "pool"), Count(64)]
    [Description("Pools that failed replicas of the model and are avoided for a time.")]
    public List<UnfitPool>? UnfitPools { get; set; }

    [Description("The last move because of cost, and whether it has paid.")]
    public MoveAccount? LastMove { get; set; }

    [Count(256)]
    [Description("Where the model can be reached.")]
    public List<ModelEndpoint>? Endpoints { get; set; }

    [Description("The same in few words, for kubectl get.")]
    public ModelSummary? Summary { get; set; }
}

/// <summary>Replicas of a model in one pool of one cluster.</summary>
public sealed class ModelPlacement
{
    [Length(1, 253)]
    [Description("Name of the CloudProvider.")]
    public string Provider { get; set; } = "";

    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Length(63)]
    [Description("Region of the cluster.")]
    public string? Region { get; set; }

    [Length(1, 253)]
    [Description("Name of the pool within the cluster.")]
    public string Pool { get; set; } = "";

    [Length(317)]
    [Description("Canonical GPU name, or the extended resource of another device; absent without.")]
    public string? Accelerator { get; set; }

    [Optional, Description("GPUs per replica.")]
    public int AcceleratorCount { get; set; }

    [Length(1, 317)]
    [Description("The extended resource that each replica asks for, such as nvidia.com/gpu.")]
    public string? ResourceName { get; set; }

    [Count(32), Length(0, 317)]
    [Description("Labels of the pool's nodes. Replicas run on nodes that have all of them.")]
    public Dictionary<string, string>? NodeSelector { get; set; }

    [Optional, Description("On what terms the capacity is bought.")]
    public CapacityKind CapacityType { get; set; }

    [Optional, Description("Replicas decided.")]
    public int Replicas { get; set; }

    [Description("Replicas beyond those decided that go on running until the ones that replace them are ready.")]
    public int? DrainingReplicas { get; set; }

    [Description("Replicas that the cluster's autoscaler has set (spec.scaling).")]
    public int? AutoscaledReplicas { get; set; }

    [Optional, Description("Replicas that are ready.")]
    public int ReadyReplicas { get; set; }

    [Optional, Description("Dollars per hour.")]
    public double HourlyCost { get; set; }

    [Optional, Description("How far it is.")]
    public PlacementState State { get; set; }

    [Optional, Description("Its cluster was given up as lost while this ran there.")]
    public bool Lost { get; set; }

    [Description("The model's metadata.generation that was decided for.")]
    public long? Generation { get; set; }

    [Description("When it was decided.")]
    public DateTimeOffset? Since { get; set; }
}

/// <summary>Where a model can be reached.</summary>
public sealed class ModelEndpoint
{
    [Length(1, 63)]
    [Description("Name of the member cluster.")]
    public string Cluster { get; set; } = "";

    [Length(1, 1024)]
    [Description("Address: a URL, or host and port within the cluster.")]
    public string Address { get; set; } = "";

    [Optional, Minimum(0)]
    [Description("Ready replicas that requests may be sent to. Requests are to be divided over the clusters as these numbers are.")]
    public int Weight { get; set; }
}
