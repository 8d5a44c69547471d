namespace Lepton.Placement.Verification;

/// <summary>What one replica is and costs, read straight from the problem.</summary>
internal static class Facts
{
    internal static AcceleratorOption? Accelerator(Model model, Pool pool) => model.Accelerators.FirstOrDefault(a => a.Name == pool.Accelerator);

    internal static ReplicaNeed Needs(Model model, Pool pool)
    {
        var accelerator = Accelerator(model, pool);
        return new ReplicaNeed(accelerator?.Count ?? 0, accelerator?.Cpu ?? model.Cpu, accelerator?.MemoryGiB ?? model.MemoryGiB);
    }

    internal static double Units(Model model, Pool pool) => model.Replicas.HasValue ? 1 : Accelerator(model, pool)?.Throughput ?? 1;

    /// <summary>What the pool's provider charges for a replica beside nodes.</summary>
    internal static double Charged(Model model, Pool pool)
    {
        var (gpus, cpu, memory) = Needs(model, pool);
        var byGpu = pool.Billing == Billing.PerGpu && pool.Accelerator != null ? gpus * pool.Price : 0;
        return byGpu + (cpu * pool.PricePerCpu) + (memory * pool.PricePerMemoryGiB);
    }

    /// <summary>All that a replica costs per hour beside nodes; a gang's region cost apart.</summary>
    internal static double Rate(Model model, Pool pool)
    {
        var risk = model.ReclaimCost * pool.ReclaimRate * Needs(model, pool).Gpus;
        if (model.Kind == ModelKind.Training)
        {
            return Charged(model, pool) + risk;
        }

        var demand = model.Demand!.Value;
        var replicas = Math.Ceiling((demand / Units(model, pool)) - 1e-9);
        var load = demand / Math.Max(1, replicas);
        var seconds = Accelerator(model, pool)?.ServiceRate is { } rate ? 1 / (rate - load) : 0;
        return Charged(model, pool) + risk + (load * (model.PlaceCost(pool) + (model.ResponseCost * seconds)));
    }

    /// <summary><see cref="Rate"/> with the replica's part of the node's list price.</summary>
    internal static double ListRate(Model model, Pool pool) =>
        Rate(model, pool) + (pool.Billing == Billing.PerNode ? pool.Price * Share(model, pool) : 0);

    internal static double GangRegion(Model model, Pool pool) =>
        model.Kind == ModelKind.Training ? model.PlaceCost(pool) : 0;

    internal static string Domain(Pool pool, SpreadTopology topology) => topology switch
    {
        SpreadTopology.Provider => pool.Provider,
        SpreadTopology.Region => pool.Region,
        SpreadTopology.Cluster => pool.Cluster,
        _ => pool.Zone ?? pool.Region,
    };

    private static double Share(Model model, Pool pool)
    {
        var (gpus, cpu, memory) = Needs(model, pool);
        if (pool.GpusPerNode > 0)
        {
            return (double)gpus / pool.GpusPerNode;
        }

        var byCpu = pool.CpuPerNode > 0 ? cpu / pool.CpuPerNode : 0;
        var byMemory = pool.MemoryGiBPerNode > 0 ? memory / pool.MemoryGiBPerNode : 0;
        return Math.Min(1, Math.Max(byCpu, byMemory));
    }
}
