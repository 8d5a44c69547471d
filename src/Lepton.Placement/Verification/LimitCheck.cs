using System.Globalization;

namespace Lepton.Placement.Verification;

/// <summary>Whether the plan stays within the limits.</summary>
internal static class LimitCheck
{
    private const double Noise = 1e-6;

    internal static IEnumerable<string> Violations(PlacementProblem problem, PlanReading reading)
    {
        for (var i = 0; i < problem.Limits.Count; i++)
        {
            var limit = problem.Limits[i];
            var (gpus, cost) = limit.Models is null ? OverPools(problem, reading, limit) : OverModels(problem, reading, limit);
            var name = $"limit {limit.Id ?? $"[{i}]"}";
            if (limit.Gpus is { } mostGpus && gpus > mostGpus + Noise)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}: {gpus} GPUs, and it allows {mostGpus}");
            }

            if (limit.HourlyCost is { } mostCost && cost > mostCost + (Noise * Math.Max(1, mostCost)))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name}: {cost} $/h, and it allows {mostCost}");
            }
        }
    }

    /// <summary>Newly opened nodes whole, GPUs by the hour, vCPU and memory charged apart.</summary>
    private static (double Gpus, double Cost) OverPools(PlacementProblem problem, PlanReading reading, Limit limit)
    {
        double gpus = 0, cost = 0;
        foreach (var pool in problem.Pools.Where(p => Matches(limit, p)))
        {
            var opened = reading.NewNodes(pool);
            gpus += pool.Billing == Billing.PerGpu ? 0 : opened * pool.GpusPerNode;
            cost += pool.Billing == Billing.PerNode ? opened * pool.Price : 0;
            foreach (var (model, replicas) in reading.In(pool))
            {
                gpus += pool.Billing == Billing.PerGpu ? replicas * Facts.Needs(model, pool).Gpus : 0;
                cost += replicas * Facts.Charged(model, pool);
            }
        }

        return (gpus, cost);
    }

    /// <summary>All GPUs the named models use there, and their reported cost.</summary>
    private static (double Gpus, double Cost) OverModels(PlacementProblem problem, PlanReading reading, Limit limit)
    {
        double gpus = 0, cost = 0;
        foreach (var model in problem.Models.Where(m => limit.Models!.Contains(m.Id)))
        {
            var places = reading.Of(model);
            var first = places.OrderBy(x => x.Pool.Id, StringComparer.Ordinal).Select(x => x.Pool).FirstOrDefault();
            cost += first is not null && Matches(limit, first) ? Facts.GangRegion(model, first) : 0;
            foreach (var (pool, replicas) in places.Where(x => Matches(limit, x.Pool)))
            {
                gpus += replicas * Facts.Needs(model, pool).Gpus;
                cost += replicas * Facts.ListRate(model, pool);
            }
        }

        return (gpus, cost);
    }

    internal static bool Matches(Limit limit, Pool pool)
    {
        if (limit.Provider is { } provider && provider != pool.Provider)
        {
            return false;
        }

        if (limit.Region is { } region && region != pool.Region)
        {
            return false;
        }

        if (limit.Accelerator is { } accelerator && accelerator != pool.Accelerator)
        {
            return false;
        }

        return limit.CapacityTypes is not { } types || types.Contains(pool.CapacityType);
    }
}
