namespace Lepton.Placement.Tests.Support;

/// <summary>Short ways to write problems.</summary>
internal static class Make
{
    /// <summary>A pool of existing nodes, all of whose GPUs are free, in a cluster of its own unless named.</summary>
    internal static Pool Pool(
        string id, double price, int nodes = 1, int gpus = 8, string accelerator = "A100-80GB", Billing billing = Billing.PerGpu, int newNodes = 0,
        string provider = "aws", string? region = null, string? cluster = null, string? zone = null, CapacityType capacityType = CapacityType.OnDemand) => new()
        {
            Id = id,
            Cluster = cluster ?? id,
            Region = region ?? $"{provider}-1",
            Zone = zone,
            Provider = provider,
            Accelerator = accelerator,
            CapacityType = capacityType,
            Billing = billing,
            Price = price,
            GpusPerNode = gpus,
            CpuPerNode = 96,
            MemoryGiBPerNode = 1024,
            Nodes = Enumerable.Repeat(new NodeFree(gpus, 96, 1024), nodes).ToList(),
            NewNodes = newNodes,
        };

    internal static Model Service(string id, double replicas, int gpus = 1, string accelerator = "A100-80GB", double penalty = 1000) => new()
    {
        Id = id,
        Demand = replicas,
        Accelerators = [new AcceleratorOption { Name = accelerator, Count = gpus }],
        Cpu = 1,
        MemoryGiB = 4,
        UnplacedPenalty = penalty,
    };

    internal static Model Gang(string id, int replicas, int gpus = 1, string accelerator = "A100-80GB", double penalty = 100_000) => new()
    {
        Id = id,
        Kind = ModelKind.Training,
        Replicas = replicas,
        Accelerators = [new AcceleratorOption { Name = accelerator, Count = gpus }],
        Cpu = 1,
        MemoryGiB = 4,
        UnplacedPenalty = penalty,
    };

    internal static PlacementProblem Problem(IEnumerable<Pool> pools, params Model[] models) => new() { Pools = pools.ToList(), Models = models };

    internal static PlacementPlan Solve(PlacementProblem problem) => new PlacementSolver().Solve(problem);

    /// <summary>"model@pool=replicas" of all placements, in the plan's order.</summary>
    internal static string[] Where(PlacementPlan plan) => plan.Placements.Select(p => $"{p.Model}@{p.Pool}={p.Replicas}").ToArray();
}
