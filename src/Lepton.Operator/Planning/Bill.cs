using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>What placements cost as clouds bill them: GPUs of running nodes by their share of the instance, nodes that have to be opened whole, CPU and
/// memory where they are charged apart, and what data and latency cost in the region. The same measure for every policy that is compared.</summary>
internal static class Bill
{
    public static double Hourly(PlacementProblem problem, PlacementPlan plan) => Hourly(problem, plan.Placements.Select(p => (p.Model, p.Pool, p.Replicas)), plan.NewNodes);

    public static double Hourly(PlacementProblem problem, IEnumerable<(string Model, string Pool, int Replicas)> placements, IEnumerable<NewNodes> newNodes)
    {
        var pools = problem.Pools.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var models = problem.Models.ToDictionary(m => m.Id, StringComparer.Ordinal);
        return placements.Sum(p => Used(models[p.Model], pools[p.Pool], p.Replicas))
            + newNodes.Where(n => pools[n.Pool].Billing == Billing.PerNode).Sum(n => n.Nodes * pools[n.Pool].Price);
    }

    private static double Used(Model model, Pool pool, int replicas)
    {
        var option = model.Accelerators.FirstOrDefault(a => a.Name == pool.Accelerator);
        var gpus = pool.Billing == Billing.PerGpu ? (option?.Count ?? 0) * pool.Price : 0;
        var perReplica = gpus + (option?.Cpu ?? model.Cpu) * pool.PricePerCpu + (option?.MemoryGiB ?? model.MemoryGiB) * pool.PricePerMemoryGiB;
        var units = model.Kind == ModelKind.Training ? replicas / (double)Math.Max(1, model.Replicas ?? 1) : replicas * (option?.Throughput ?? 1);
        var whole = model.Kind == ModelKind.Training ? 1 : model.Demand ?? 0;
        var waiting = model.ResponseCost * (option?.ResponseSeconds(whole) ?? 0);
        return replicas * perReplica + (model.PlaceCost(pool) + waiting) * Math.Min(units, whole);
    }
}
