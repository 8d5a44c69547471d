namespace Lepton.Sandbox.Fleet;

/// <summary>What a provider charges that no public list says, and what is paid already.</summary>
/// <param name="Provider">Name of the provider, as clusters name it.</param>
public sealed record ProviderTerms(string Provider)
{
    /// <summary>$/h per GPU, by canonical GPU name.</summary>
    public IReadOnlyDictionary<string, double> GpuHour { get; init; } = new Dictionary<string, double>();

    /// <summary>$/h per vCPU of CPU-only nodes.</summary>
    public double VcpuHour { get; init; } = 0.035;

    /// <summary>$/h per GiB of memory of CPU-only nodes.</summary>
    public double MemoryGiBHour { get; init; } = 0.004;

    /// <summary>GPUs paid for already, by canonical GPU name.</summary>
    public IReadOnlyDictionary<string, double> Committed { get; init; } = new Dictionary<string, double>();
}

/// <summary>What happens to a fleet over time: what is written down, and what chance does. Times are hours from the start.</summary>
public sealed record ScenarioDefinition
{
    public IReadOnlyList<LoadDefinition> Load { get; init; } = [];

    public IReadOnlyList<PriceEvent> Prices { get; init; } = [];

    public IReadOnlyList<FaultEvent> Faults { get; init; } = [];

    public ChanceDefinition Chance { get; init; } = new();
}

/// <summary>
/// The requests a model gets over time: a daily wave between <see cref="Base"/> and <see cref="Peak"/>, lower on weekends, with noise. The model's demand
/// follows the load with some headroom, as a pipeline or an autoscaler would set it.
/// </summary>
/// <param name="Model">namespace/name.</param>
public sealed record LoadDefinition(string Model)
{
    /// <summary>Units per second at night.</summary>
    public double Base { get; init; }

    /// <summary>Units per second at the busiest hour.</summary>
    public double Peak { get; init; }

    /// <summary>Hour of the day (UTC) that is busiest.</summary>
    public double PeakHour { get; init; } = 14;

    /// <summary>Load of Saturdays and Sundays as a share of that of weekdays.</summary>
    public double Weekend { get; init; } = 1;

    /// <summary>Standard deviation of the noise as a share of the load.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Units one request needs (tokens of an answer): latency is reckoned in requests.</summary>
    public double UnitsPerRequest { get; init; } = 500;

    /// <summary>How long a request may wait before it counts as a miss, in seconds.</summary>
    public double SloSeconds { get; init; } = 2;

    /// <summary>Share of the load that is kept free on top.</summary>
    public double Headroom { get; init; } = 0.25;
}

/// <summary>Prices change by a factor for a while.</summary>
/// <param name="AtHours">From the start.</param>
/// <param name="Factor">Of the list price.</param>
/// <param name="Provider">Whose; empty for all. The same for <paramref name="Region"/> and <paramref name="Accelerator"/>.</param>
public sealed record PriceEvent(double AtHours, double Factor, string Provider, string Region, string Accelerator)
{
    /// <summary>Null: spot and on demand.</summary>
    public NodeCapacityType? CapacityType { get; init; }

    /// <summary>Null: for good.</summary>
    public double? ForHours { get; init; }
}

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The cluster is lost: its API server and what runs in it.</summary>
    ClusterDown,

    /// <summary>Only the operator does not reach the cluster; what runs there serves on.</summary>
    Partition,

    /// <summary>Every request to the API server waits a second.</summary>
    Slow,

    /// <summary>Every request is answered 500.</summary>
    ServerError,

    /// <summary>Every request is answered 429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>The operator's credentials are answered 401.</summary>
    ExpiredCredentials,

    /// <summary>Watches are cut and their resource versions forgotten (410).</summary>
    WatchBreak,

    /// <summary>The machine of a node falls silent.</summary>
    NodeLost,

    /// <summary>The cloud takes a spot node back, with its notice.</summary>
    SpotReclaim,

    /// <summary>GPUs of a node fail.</summary>
    GpuFailure,

    /// <summary>The cloud has no more nodes of a pool.</summary>
    StockOut,

    /// <summary>Containers of a workload exit as soon as they run.</summary>
    CrashLoop,
}

/// <summary>Something goes wrong at a time.</summary>
/// <param name="AtHours">From the start.</param>
public sealed record FaultEvent(double AtHours, FaultKind Kind, string Cluster)
{
    /// <summary>Null: for good.</summary>
    public double? ForHours { get; init; }

    /// <summary>For faults of nodes and stock: the pool.</summary>
    public string Pool { get; init; } = "";

    /// <summary>For faults of nodes: which of the pool, from 0; empty pools are spared.</summary>
    public int Node { get; init; }

    /// <summary>For GPU failures: how many; for crash loops not used.</summary>
    public int Gpus { get; init; } = 1;

    /// <summary>For crash loops: namespace/prefix of the Pods.</summary>
    public string Pods { get; init; } = "";
}

/// <summary>How often chance strikes; everything is drawn from the seed before the start, so that two policies meet the same future.</summary>
public sealed record ChanceDefinition
{
    /// <summary>Outages per cluster and month.</summary>
    public double OutagesPerMonth { get; init; } = 0.3;

    /// <summary>Median length of an outage.</summary>
    public double OutageMinutes { get; init; } = 25;

    /// <summary>Share of outages in which only the operator does not reach the cluster.</summary>
    public double PartitionShare { get; init; } = 0.5;

    /// <summary>Losses per node and month.</summary>
    public double NodeLossesPerMonth { get; init; } = 0.05;

    /// <summary>Reclaims per spot node and month. The default is the middle of the AWS Spot Advisor's 10-20 % band.</summary>
    public double ReclaimsPerMonth { get; init; } = 0.15;

    /// <summary>Times per pool and month that the cloud has no more nodes of it.</summary>
    public double StockOutsPerMonth { get; init; } = 0.5;

    /// <summary>Median length of a stock-out.</summary>
    public double StockOutHours { get; init; } = 6;

    /// <summary>Standard deviation of the logarithm of spot prices around their list price.</summary>
    public double SpotVolatility { get; init; } = 0.25;

    /// <summary>Hours in which a spot price forgets half of its deviation.</summary>
    public double SpotHalfLifeHours { get; init; } = 24;
}
