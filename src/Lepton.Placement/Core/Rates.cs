namespace Lepton.Placement.Core;

/// <summary>What a replica costs per hour apart from the nodes that are opened for it.</summary>
internal static class Rates
{
    internal static double PerReplica(Model model, PoolData pool, in ReplicaShape shape, double demand) =>
        ChargedByPool(pool, shape) + PlaceCost(model, pool.Source, shape.Units, demand) + Unbilled(model, pool.Source, shape, demand);

    /// <summary>What the provider bills per replica: GPUs by the hour, vCPU and memory charged apart.</summary>
    internal static double ChargedByPool(PoolData pool, in ReplicaShape shape) =>
        (shape.Need.Gpus * pool.GpuPrice) + (shape.Cpu * pool.Source.PricePerCpu) + (shape.MemoryGiB * pool.Source.PricePerMemoryGiB);

    /// <summary>
    /// A replica bears what the place costs for the demand it serves when the demand is divided evenly over the replicas it takes at this size: never of
    /// more than the demand, although the last replica may have units to spare. A gang pays its place once, apart from this.
    /// </summary>
    private static double PlaceCost(Model model, Pool pool, double units, double demand) =>
        model.Kind == ModelKind.Training ? 0 : model.PlaceCost(pool) * demand / ModelData.ReplicasFor(demand, units);

    /// <summary>What is weighed but on no bill: the reclaims to be expected of a spot replica, and how long its requests take.</summary>
    internal static double Unbilled(Model model, Pool pool, in ReplicaShape shape, double demand) =>
        (model.ReclaimCost * pool.ReclaimRate * shape.Need.Gpus) + ResponseTime(model, pool.Accelerator, shape.Units, demand);

    /// <summary>λ times what the requests of one replica stay in its queue, at the load it bears when the demand is divided evenly over those it takes.</summary>
    internal static double ResponseTime(Model model, string? accelerator, double units, double demand) => model.ResponseCost > 0 && model.Accelerators.FirstOrDefault(a => a.Name == accelerator) is { } option
        ? model.ResponseCost * demand / ModelData.ReplicasFor(demand, units) * option.ResponseSeconds(demand)
        : 0;
}
