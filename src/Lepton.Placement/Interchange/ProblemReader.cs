namespace Lepton.Placement.Interchange;

/// <summary>The keys of the interchange file's problem.</summary>
internal static class ProblemReader
{
    internal static PlacementProblem Problem(JsonObjectReader json) => new()
    {
        Pools = json.Objects("pools", Pool),
        Models = json.Objects("models", Model),
        Limits = json.Objects("limits", Limit),
        Seed = json.Whole("seed") ?? 0,
        Work = json.Long("work") ?? 0,
    };

    private static Pool Pool(JsonObjectReader json) => new()
    {
        Id = json.Text("id"),
        Cluster = json.Text("cluster"),
        Region = json.Text("region"),
        Zone = json.OptionalText("zone"),
        Jurisdiction = json.OptionalText("jurisdiction"),
        Provider = json.Text("provider"),
        Labels = json.Texts("labels"),
        Accelerator = json.OptionalText("accelerator"),
        CapacityType = json.Word<CapacityType>("capacityType") ?? CapacityType.OnDemand,
        Billing = json.Word<Billing>("billing") ?? Billing.PerNode,
        Price = json.Number("price") ?? 0,
        PricePerCpu = json.Number("pricePerCpu") ?? 0,
        PricePerMemoryGiB = json.Number("pricePerMemoryGiB") ?? 0,
        ReclaimRate = json.Number("reclaimRate") ?? 0,
        GpusPerNode = json.Whole("gpusPerNode") ?? 0,
        CpuPerNode = json.Number("cpuPerNode") ?? 0,
        MemoryGiBPerNode = json.Number("memoryGiBPerNode") ?? 0,
        Nodes = json.Objects("nodes", n => new NodeFree(n.Whole("gpus") ?? 0, n.Number("cpu") ?? 0, n.Number("memoryGiB") ?? 0)),
        NewNodes = json.Whole("newNodes") ?? 0,
    };

    private static Model Model(JsonObjectReader json) => new()
    {
        Id = json.Text("id"),
        Kind = json.Word<ModelKind>("kind") ?? ModelKind.Inference,
        Demand = json.Number("demand"),
        Replicas = json.Whole("replicas"),
        Accelerators = json.Objects("accelerators", Accelerator),
        Cpu = json.Number("cpu") ?? 0,
        MemoryGiB = json.Number("memoryGiB") ?? 0,
        Jurisdictions = json.Texts("jurisdictions"),
        Providers = json.Texts("providers"),
        Regions = json.Texts("regions"),
        Clusters = json.Texts("clusters"),
        RequireLabels = json.Texts("requireLabels"),
        ExcludedPools = json.Map("excludedPools", (map, pool) => map.Text(pool)),
        CapacityTypes = json.Words<CapacityType>("capacityTypes"),
        Spread = json.Objects("spread", Spread),
        MaxSpotShare = json.Number("maxSpotShare"),
        MinOnDemandReplicas = json.Whole("minOnDemandReplicas"),
        UnplacedPenalty = json.Number("unplacedPenalty") ?? 0,
        RegionCost = json.Map("regionCost", (map, region) => map.Number(region) ?? 0),
        ClusterCost = json.Map("clusterCost", (map, cluster) => map.Number(cluster) ?? 0),
        ResponseCost = json.Number("responseCost") ?? 0,
        ReclaimCost = json.Number("reclaimCost") ?? 0,
        MoveCost = json.Number("moveCost") ?? 0,
        Budget = json.Number("budget"),
        Current = json.Objects("current", c => new CurrentPlacement(c.Text("pool"), c.Whole("replicas") ?? 0)),
    };

    private static AcceleratorOption Accelerator(JsonObjectReader json) => new()
    {
        Name = json.Text("name"),
        Count = json.Whole("count") ?? 1,
        Throughput = json.Number("throughput") ?? 1,
        ServiceRate = json.Number("serviceRate"),
        Cpu = json.Number("cpu"),
        MemoryGiB = json.Number("memoryGiB"),
    };

    private static SpreadRule Spread(JsonObjectReader json)
    {
        var topology = json.Word<SpreadTopology>("topology");
        if (topology is null && !json.Has("topology"))
        {
            json.Error("topology", "nothing", $"one of {string.Join(", ", Enum.GetNames<SpreadTopology>())}");
        }

        return new SpreadRule
        {
            Topology = topology ?? SpreadTopology.Provider,
            MinDomains = json.Whole("minDomains"),
            MaxShare = json.Number("maxShare"),
            MaxSkew = json.Whole("maxSkew"),
        };
    }

    private static Limit Limit(JsonObjectReader json)
    {
        var types = json.Words<CapacityType>("capacityTypes");
        var models = json.Texts("models");
        return new Limit
        {
            Id = json.OptionalText("id"),
            Provider = json.OptionalText("provider"),
            Region = json.OptionalText("region"),
            Accelerator = json.OptionalText("accelerator"),
            CapacityTypes = json.Has("capacityTypes") ? types : null,
            Models = json.Has("models") ? models : null,
            Gpus = json.Whole("gpus"),
            HourlyCost = json.Number("hourlyCost"),
        };
    }
}
