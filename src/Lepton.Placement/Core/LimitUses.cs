namespace Lepton.Placement.Core;

/// <summary>
/// What counts against a limit. A limit over pools counts what is newly bought: nodes that are opened (whole), GPUs paid by the hour, vCPU and memory
/// charged apart. A limit over named models counts all GPUs these models use and their reported cost (list price of the GPUs they use), because
/// a node has no model.
/// </summary>
internal static class LimitUses
{
    internal static LimitUse[] OfNode(Pool pool, LimitData[] limits)
    {
        var price = pool.Billing == Billing.PerNode ? pool.Price : 0;
        var gpus = pool.Billing == Billing.PerGpu ? 0 : pool.GpusPerNode;
        return limits.Where(l => l.Source.Models is null && Matches(l.Source, pool))
            .Select(l => new LimitUse(l.Index, gpus, price)).Where(Counts(limits)).ToArray();
    }

    internal static LimitUse[] OfReplica(Model model, Pool pool, ReplicaShape shape, double listRate, LimitData[] limits)
    {
        var perGpu = pool.Billing == Billing.PerGpu;
        var billed = (perGpu ? shape.Need.Gpus * pool.Price : 0) + (shape.Cpu * pool.PricePerCpu) + (shape.MemoryGiB * pool.PricePerMemoryGiB);
        var uses = new List<LimitUse>();
        foreach (var limit in limits.Where(l => Matches(l.Source, pool)))
        {
            if (limit.Source.Models is null)
            {
                uses.Add(new LimitUse(limit.Index, perGpu ? shape.Need.Gpus : 0, billed));
            }
            else if (limit.Source.Models.Contains(model.Id, StringComparer.Ordinal))
            {
                uses.Add(new LimitUse(limit.Index, shape.Need.Gpus, listRate));
            }
        }

        return uses.Where(Counts(limits)).ToArray();
    }

    /// <summary>The region cost of a whole gang counts against limits over named models, in the pool that comes first by id.</summary>
    internal static LimitUse[] OfGang(Model model, Pool pool, double cost, LimitData[] limits) => cost <= 0 ? [] : limits
        .Where(l => l.Source.Models is { } models && models.Contains(model.Id, StringComparer.Ordinal) && Matches(l.Source, pool))
        .Select(l => new LimitUse(l.Index, 0, cost)).Where(Counts(limits)).ToArray();

    /// <summary>How many such uses a limit leaves room for.</summary>
    internal static int Most(LimitUse use, LimitData[] limits)
    {
        var limit = limits[use.Limit];
        var byGpus = use.Gpus > 0 ? limit.Gpus / use.Gpus : double.PositiveInfinity;
        var byCost = use.Cost > 0 ? (limit.Cost + Money.Tolerance(limit.Cost)) / use.Cost : double.PositiveInfinity;
        return (int)Math.Min(ProblemErrors.AbsurdCount, Math.Floor(Math.Min(byGpus, byCost)));
    }

    private static Func<LimitUse, bool> Counts(LimitData[] limits) =>
        use => (use.Gpus > 0 && double.IsFinite(limits[use.Limit].Gpus)) || (use.Cost > 0 && double.IsFinite(limits[use.Limit].Cost));

    private static bool Matches(Limit limit, Pool pool) =>
        (limit.Provider is null || limit.Provider == pool.Provider)
        && (limit.Region is null || limit.Region == pool.Region)
        && (limit.Accelerator is null || limit.Accelerator == pool.Accelerator)
        && (limit.CapacityTypes is null || limit.CapacityTypes.Contains(pool.CapacityType));
}
