namespace Lepton.Placement.Core;

/// <summary>
/// What counts against a limit. A limit over pools counts what is newly bought: nodes that are opened (whole), GPUs paid by the hour, vCPU and memory
/// charged apart. A limit over named models counts all GPUs these models use and their reported cost (list price of the GPUs they use), because
/// a node has no model.
/// </summary>
internal static class LimitUses
{
    /// <param name="limits">Those that match the pool.</param>
    internal static LimitUse[] OfNode(Pool pool, LimitData[] limits)
    {
        var price = pool.Billing == Billing.PerNode ? pool.Price : 0;
        var gpus = pool.Billing == Billing.PerGpu ? 0 : pool.GpusPerNode;
        return limits.Length == 0 ? [] : limits.Where(l => l.OverPools && Counts(l, gpus, price)).Select(l => new LimitUse(l.Index, gpus, price)).ToArray();
    }

    /// <param name="limits">Those that match the pool.</param>
    internal static LimitUse[] OfReplica(Model model, Pool pool, in ReplicaShape shape, double listRate, LimitData[] limits)
    {
        if (limits.Length == 0)
        {
            return [];
        }

        var perGpu = pool.Billing == Billing.PerGpu;
        var gpus = perGpu ? shape.Need.Gpus : 0;
        var billed = (gpus * (perGpu ? pool.Price : 0)) + (shape.Cpu * pool.PricePerCpu) + (shape.MemoryGiB * pool.PricePerMemoryGiB);
        var uses = new List<LimitUse>();
        foreach (var limit in limits)
        {
            if (limit.OverPools ? Counts(limit, gpus, billed) : limit.Names(model.Id) && Counts(limit, shape.Need.Gpus, listRate))
            {
                uses.Add(limit.OverPools ? new LimitUse(limit.Index, gpus, billed) : new LimitUse(limit.Index, shape.Need.Gpus, listRate));
            }
        }

        return uses.Count == 0 ? [] : uses.ToArray();
    }

    /// <summary>The region cost of a whole gang counts against limits over named models, in the pool that comes first by id.</summary>
    internal static LimitUse[] OfGang(Model model, double cost, LimitData[] limits) => cost <= 0 || limits.Length == 0
        ? []
        : limits.Where(l => l.Names(model.Id) && Counts(l, 0, cost)).Select(l => new LimitUse(l.Index, 0, cost)).ToArray();

    /// <summary>How many such uses a limit leaves room for.</summary>
    internal static int Most(LimitUse use, LimitData[] limits)
    {
        var limit = limits[use.Limit];
        var byGpus = use.Gpus > 0 ? limit.Gpus / use.Gpus : double.PositiveInfinity;
        var byCost = use.Cost > 0 ? (limit.Cost + Money.Tolerance(limit.Cost)) / use.Cost : double.PositiveInfinity;
        return (int)Math.Min(ProblemErrors.AbsurdCount, Math.Floor(Math.Min(byGpus, byCost)));
    }

    /// <summary>How many nodes limits leave of so many.</summary>
    internal static int MostNodes(int nodes, LimitUse[] nodeLimits, LimitData[] limits) => nodeLimits.Aggregate(nodes, (most, use) => Math.Min(most, Most(use, limits)));

    private static bool Counts(LimitData limit, double gpus, double cost) => (gpus > 0 && double.IsFinite(limit.Gpus)) || (cost > 0 && double.IsFinite(limit.Cost));
}
