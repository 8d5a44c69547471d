using Lepton.Placement;

namespace Lepton.Cli.Plan;

/// <summary>
/// What a plan's replicas cost when every GPU is charged its share of the instance (as status shows it), not whole nodes: the same measure for every policy
/// that is compared.
/// </summary>
internal static class ShareCost
{
    public static double Hourly(PlacementProblem problem, PlacementPlan plan)
    {
        var pools = problem.Pools.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var models = problem.Models.ToDictionary(m => m.Id, StringComparer.Ordinal);
        return plan.Placements.Sum(p => One(models[p.Model], pools[p.Pool], p.Replicas));
    }

    private static double One(Model model, Pool pool, int replicas)
    {
        var option = model.Accelerators.FirstOrDefault(a => a.Name == pool.Accelerator);
        var perGpu = pool.Billing switch
        {
            Billing.Paid => 0,
            Billing.PerNode => pool.Price / Math.Max(1, pool.GpusPerNode),
            _ => pool.Price,
        };
        var cpu = option?.Cpu ?? model.Cpu;
        var memory = option?.MemoryGiB ?? model.MemoryGiB;
        var perReplica = (option?.Count ?? 0) * perGpu + cpu * pool.PricePerCpu + memory * pool.PricePerMemoryGiB;
        var region = model.RegionCost.GetValueOrDefault(pool.Region);
        var share = model.Kind == ModelKind.Training
            ? replicas / (double)Math.Max(1, model.Replicas ?? 1)
            : Math.Min(model.Demand ?? 0, replicas * (option?.Throughput ?? 1));
        return replicas * perReplica + region * share;
    }
}
