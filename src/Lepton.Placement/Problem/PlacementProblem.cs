using System.Text.Json.Serialization;

namespace Lepton.Placement;

/// <summary>Everything the solver knows. The JSON form is the interchange file (docs/reference/placement-file.md). Money is dollars per hour.</summary>
public sealed record PlacementProblem
{
    public IReadOnlyList<Pool> Pools { get; init; } = [];

    public IReadOnlyList<Model> Models { get; init; } = [];

    public IReadOnlyList<Limit> Limits { get; init; } = [];

    /// <summary>Same problem, same seed, same work: same bytes out.</summary>
    public int Seed { get; init; }

    /// <summary>What an earlier plan's bound charged (<see cref="PlacementPlan.Prices"/>): the bound starts from there instead of from nothing. No part of any file.</summary>
    [JsonIgnore]
    public KeptPrices? Prices { get; init; }

    /// <summary>Deterministic work limit in elementary evaluations (never a clock); 0 takes the solver's default.</summary>
    public long Work { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<CapacityType>))]
public enum CapacityType
{
    OnDemand,
    Spot,
    Reserved,
}

/// <summary>How a pool's price is charged.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Billing>))]
public enum Billing
{
    /// <summary>A node that is opened is paid whole; what is free on nodes that already run costs nothing more… unless priced by <see cref="PerGpu"/>.</summary>
    PerNode,

    /// <summary>Each GPU in use is paid by the hour.</summary>
    PerGpu,

    /// <summary>Reserved, committed or owned: nothing at the margin.</summary>
    Paid,
}

/// <summary>One node shape in one cluster with one capacity type.</summary>
public sealed record Pool
{
    public required string Id { get; init; }

    public required string Cluster { get; init; }

    public required string Region { get; init; }

    public string? Zone { get; init; }

    public string? Jurisdiction { get; init; }

    public required string Provider { get; init; }

    /// <summary>Free-form facts models may require (compliance, cluster labels as <c>key=value</c>).</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Canonical GPU name; null for a pool without GPUs.</summary>
    public string? Accelerator { get; init; }

    public CapacityType CapacityType { get; init; }

    public Billing Billing { get; init; }

    /// <summary>$/h per node (<see cref="Billing.PerNode"/>) or per GPU (<see cref="Billing.PerGpu"/>); 0 if paid.</summary>
    public double Price { get; init; }

    /// <summary>$/h per vCPU and per GiB of memory used, where a provider charges them apart (CPU-only pools); 0 if in the node price.</summary>
    public double PricePerCpu { get; init; }

    public double PricePerMemoryGiB { get; init; }

    /// <summary>Spot reclaims per node and hour.</summary>
    public double ReclaimRate { get; init; }

    public int GpusPerNode { get; init; }

    public double CpuPerNode { get; init; }

    public double MemoryGiBPerNode { get; init; }

    /// <summary>What is free on each node that exists.</summary>
    public IReadOnlyList<NodeFree> Nodes { get; init; } = [];

    /// <summary>How many more nodes the autoscaler may add.</summary>
    public int NewNodes { get; init; }
}

/// <summary>What is free on one node.</summary>
public readonly record struct NodeFree(int Gpus, double Cpu, double MemoryGiB);

[JsonConverter(typeof(JsonStringEnumConverter<ModelKind>))]
public enum ModelKind
{
    /// <summary>Replicas that add up to a demand; they may be divided over pools and clusters.</summary>
    Inference,

    /// <summary>A gang: all replicas in one cluster, or none.</summary>
    Training,
}

/// <summary>One workload to place.</summary>
public sealed record Model
{
    public required string Id { get; init; }

    public ModelKind Kind { get; init; }

    /// <summary>Units per second wanted. A model that just wants N replicas has demand N and throughput 1 on every accelerator.</summary>
    public double? Demand { get; init; }

    /// <summary>The gang's size.</summary>
    public int? Replicas { get; init; }

    /// <summary>Acceptable GPU types; empty means CPU only.</summary>
    public IReadOnlyList<AcceleratorOption> Accelerators { get; init; } = [];

    /// <summary>vCPU per replica.</summary>
    public double Cpu { get; init; }

    /// <summary>Memory per replica, GiB.</summary>
    public double MemoryGiB { get; init; }

    /// <summary>Each list: any of; empty means all.</summary>
    public IReadOnlyList<string> Jurisdictions { get; init; } = [];

    public IReadOnlyList<string> Providers { get; init; } = [];

    public IReadOnlyList<string> Regions { get; init; } = [];

    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>All of.</summary>
    public IReadOnlyList<string> RequireLabels { get; init; } = [];

    /// <summary>Pools that are excluded for this model for a reason the problem's other fields cannot say (taints, cordon, selectors): pool id → reason in words.</summary>
    public IReadOnlyDictionary<string, string> ExcludedPools { get; init; } = new Dictionary<string, string>();

    /// <summary>Acceptable capacity types; empty means all.</summary>
    public IReadOnlyList<CapacityType> CapacityTypes { get; init; } = [];

    public IReadOnlyList<SpreadRule> Spread { get; init; } = [];

    /// <summary>0 to 1: the largest part of the demand that may run on spot capacity.</summary>
    public double? MaxSpotShare { get; init; }

    public int? MinOnDemandReplicas { get; init; }

    /// <summary>$/h per unit of demand that stays unplaced, or for the whole gang.</summary>
    public double UnplacedPenalty { get; init; }

    /// <summary>Region → $/h per unit of demand there, or for the whole gang: egress, latency, storage, network.</summary>
    public IReadOnlyDictionary<string, double> RegionCost { get; init; } = new Dictionary<string, double>();

    /// <summary>Cluster → the same for one cluster; instead of its region's. Providers may use one name for different regions, and clusters of one region may lie at different distances from the users.</summary>
    public IReadOnlyDictionary<string, double> ClusterCost { get; init; } = new Dictionary<string, double>();

    /// <summary>What being in a pool's cluster costs: <see cref="ClusterCost"/>, else <see cref="RegionCost"/>, else nothing.</summary>
    public double PlaceCost(Pool pool) => ClusterCost.TryGetValue(pool.Cluster, out var cost) ? cost : RegionCost.GetValueOrDefault(pool.Region);

    /// <summary>λ: $/h per unit of demand and second of its mean response time in the queue of a replica (<see cref="AcceleratorOption.ServiceRate"/>); 0 where nobody waits.</summary>
    public double ResponseCost { get; init; }

    /// <summary>$ per GPU that a spot reclaim takes away.</summary>
    public double ReclaimCost { get; init; }

    /// <summary>$/h per replica that changes pool: the cost of a move spread over the payback period.</summary>
    public double MoveCost { get; init; }

    /// <summary>$/h this model may cost at most.</summary>
    public double? Budget { get; init; }

    public IReadOnlyList<CurrentPlacement> Current { get; init; } = [];
}

/// <summary>A GPU type a model runs on.</summary>
public sealed record AcceleratorOption
{
    public required string Name { get; init; }

    /// <summary>GPUs per replica, all on one node.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Units per second one replica serves on this type.</summary>
    public double Throughput { get; init; } = 1;

    /// <summary>Units per second one replica would serve if it never had a pause: above <see cref="Throughput"/>, which is the most it is given. Null where response times have no price.</summary>
    public double? ServiceRate { get; init; }

    /// <summary>
    /// Mean seconds a request stays at a replica, waiting and served, when the demand is divided evenly over as many replicas as it takes; 0 without a <see cref="ServiceRate"/>. Requests come at
    /// random and take random times: 1 / (service rate − load) (M/M/1: L. Kleinrock, "Queueing Systems", volume 1, 1975, section 3.2).
    /// </summary>
    public double ResponseSeconds(double demand) => ServiceRate is { } rate && demand > 0 ? 1 / (rate - (demand / Core.ModelData.ReplicasFor(demand, Throughput))) : 0;

    /// <summary>Instead of the model's.</summary>
    public double? Cpu { get; init; }

    public double? MemoryGiB { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<SpreadTopology>))]
public enum SpreadTopology
{
    Provider,
    Region,
    Zone,
    Cluster,
}

/// <summary>How a model is spread over a topology. A share cap on units is at least one replica.</summary>
public sealed record SpreadRule
{
    public SpreadTopology Topology { get; init; }

    public int? MinDomains { get; init; }

    public double? MaxShare { get; init; }

    public int? MaxSkew { get; init; }
}

public sealed record CurrentPlacement(string Pool, int Replicas);

/// <summary>A ceiling over newly opened nodes and per-GPU use of everything that matches; free GPUs of existing nodes are already counted. Null matches all.</summary>
public sealed record Limit
{
    /// <summary>Name for messages; optional.</summary>
    public string? Id { get; init; }

    public string? Provider { get; init; }

    public string? Region { get; init; }

    public string? Accelerator { get; init; }

    public IReadOnlyList<CapacityType>? CapacityTypes { get; init; }

    /// <summary>Only these models (a policy's budget); null for all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    public int? Gpus { get; init; }

    public double? HourlyCost { get; init; }
}
