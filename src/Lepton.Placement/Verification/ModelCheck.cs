using System.Globalization;

namespace Lepton.Placement.Verification;

/// <summary>Whether one model's placement obeys the model's own rules.</summary>
internal sealed class ModelCheck(PlacementProblem problem, Model model)
{
    private const double Noise = 1e-6;

    private readonly double _wanted = model.Demand ?? model.Replicas!.Value;

    /// <summary>Every broken rule; none for a model that is not placed at all.</summary>
    internal IEnumerable<string> Violations(IReadOnlyList<(Pool Pool, int Replicas)> places)
    {
        if (places.Count == 0)
        {
            return [];
        }

        var broken = places.Select(x => Excluded(x.Pool)).OfType<string>().Concat(Together(places)).ToList();
        if (broken.Count == 0 && HasSurplus(places))
        {
            broken.Add("a replica could go without anything missing");
        }

        return broken.Select(b => $"model {model.Id}: {b}");
    }

    /// <summary>Why a replica may not be in the pool, or null.</summary>
    internal string? Excluded(Pool pool)
    {
        var lists = new (IReadOnlyList<string> Allowed, string? Value)[]
        {
            (model.Providers, pool.Provider), (model.Regions, pool.Region), (model.Clusters, pool.Cluster), (model.Jurisdictions, pool.Jurisdiction),
        };
        var outside = lists.Any(l => l.Allowed.Count > 0 && !l.Allowed.Any(a => a == l.Value))
            || model.RequireLabels.Except(pool.Labels).Any()
            || (model.CapacityTypes.Count > 0 && !model.CapacityTypes.Contains(pool.CapacityType))
            || model.ExcludedPools.ContainsKey(pool.Id)
            || (pool.Accelerator is null ? model.Accelerators.Count > 0 : Facts.Accelerator(model, pool) is null);
        return outside ? $"it may not run in pool {pool.Id}" : null;
    }

    private IEnumerable<string> Together(IReadOnlyList<(Pool Pool, int Replicas)> places)
    {
        if (model.Kind == ModelKind.Training)
        {
            if (places.Select(x => x.Pool.Cluster).Distinct().Count() > 1)
            {
                yield return "the gang is divided over clusters";
            }

            if (Units(places) < _wanted * (1 - 1e-9))
            {
                yield return "the gang is not complete";
            }

            if (model.Replicas is { } size && places.Sum(x => x.Replicas) != size)
            {
                yield return $"the gang has {places.Sum(x => x.Replicas)} replicas instead of {size}";
            }
        }

        if (model.MaxSpotShare is { } share && share < 1 && Units(places.Where(x => x.Pool.CapacityType == CapacityType.Spot)) > share * _wanted * (1 + Noise))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"more than {share} of it runs on spot capacity");
        }

        if (places.Where(x => x.Pool.CapacityType != CapacityType.Spot).Sum(x => x.Replicas) < (model.MinOnDemandReplicas ?? 0))
        {
            yield return $"fewer than {model.MinOnDemandReplicas} replicas outside spot capacity";
        }

        var listed = places.Sum(x => x.Replicas * Facts.ListRate(model, x.Pool)) + places.Select(x => Facts.GangRegion(model, x.Pool)).First();
        if (model.Budget is { } budget && listed > budget * (1 + Noise))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"it costs {listed} $/h, and its budget is {budget}");
        }

        foreach (var broken in model.Spread.SelectMany(rule => Spread(rule, places)))
        {
            yield return broken;
        }
    }

    private IEnumerable<string> Spread(SpreadRule rule, IReadOnlyList<(Pool Pool, int Replicas)> places)
    {
        var domains = places.GroupBy(x => Facts.Domain(x.Pool, rule.Topology)).ToDictionary(g => g.Key, g => g.ToList());
        if (domains.Count < (rule.MinDomains ?? 0))
        {
            yield return $"it runs in {domains.Count} domains of {rule.Topology}, and minDomains is {rule.MinDomains}";
        }

        if (rule.MaxShare is { } share && share < 1)
        {
            var most = Math.Ceiling((share * _wanted) - 1e-9) * (1 + 1e-9);
            foreach (var (name, inside) in domains.Where(d => d.Value.Sum(x => x.Replicas) > 1 && Units(d.Value) > most))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{Units(inside)} units in {rule.Topology} {name}, and maxShare allows {most}");
            }
        }

        if (rule.MaxSkew is { } skew)
        {
            var counts = Usable().Concat(places.Select(x => x.Pool)).Select(p => Facts.Domain(p, rule.Topology)).Distinct().ToDictionary(d => d, d => domains.TryGetValue(d, out var x) ? x.Sum(y => y.Replicas) : 0);
            if (counts.Values.Max() - counts.Values.Min() > skew)
            {
                yield return $"its replicas over {rule.Topology} differ by {counts.Values.Max() - counts.Values.Min()}, and maxSkew is {skew}";
            }
        }
    }

    /// <summary>Pools in which it could run one replica if nobody else ran.</summary>
    internal IEnumerable<Pool> Usable() => problem.Pools.Where(p => Excluded(p) is null && FitsSomeNode(p) && WithinCeilings(p));

    private bool FitsSomeNode(Pool pool)
    {
        var (gpus, cpu, memory) = Facts.Needs(model, pool);
        var opens = pool.NewNodes > 0 && problem.Limits.Where(l => l.Models is null && LimitCheck.Matches(l, pool)).All(l =>
            (pool.Billing == Billing.PerGpu || pool.GpusPerNode <= (l.Gpus ?? int.MaxValue))
            && (pool.Billing != Billing.PerNode || pool.Price <= (l.HourlyCost ?? double.MaxValue) * (1 + 1e-9)));
        var nodes = opens ? pool.Nodes.Append(new NodeFree(pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode)) : pool.Nodes;
        return nodes.Any(n => n.Gpus >= gpus && n.Cpu >= cpu - Noise && n.MemoryGiB >= memory - Noise);
    }

    private bool WithinCeilings(Pool pool)
    {
        var listed = Facts.ListRate(model, pool);
        var gpus = Facts.Needs(model, pool).Gpus;
        var spot = pool.CapacityType != CapacityType.Spot || model.MaxSpotShare is not { } share || share >= 1 || Facts.Units(model, pool) <= share * _wanted * (1 + Noise);
        return spot && listed <= (model.Budget ?? double.MaxValue) * (1 + Noise) && problem.Limits.Where(l => LimitCheck.Matches(l, pool)).All(l => l.Models is null
            ? (pool.Billing != Billing.PerGpu || gpus <= (l.Gpus ?? int.MaxValue)) && Facts.Charged(model, pool) <= (l.HourlyCost ?? double.MaxValue) * (1 + Noise)
            : !l.Models.Contains(model.Id) || (gpus <= (l.Gpus ?? int.MaxValue) && listed <= (l.HourlyCost ?? double.MaxValue) * (1 + Noise)));
    }

    private bool HasSurplus(IReadOnlyList<(Pool Pool, int Replicas)> places)
    {
        var enough = _wanted * (1 - 1e-9);
        if (Units(places) < enough)
        {
            return false;
        }

        for (var i = 0; i < places.Count; i++)
        {
            var fewer = places.Select((x, j) => (x.Pool, Replicas: x.Replicas - (i == j ? 1 : 0))).Where(x => x.Replicas > 0).ToList();
            if (fewer.Count > 0 && Units(fewer) >= enough && !Together(fewer).Any())
            {
                return true;
            }
        }

        return false;
    }

    private double Units(IEnumerable<(Pool Pool, int Replicas)> places) => places.Sum(x => x.Replicas * Facts.Units(model, x.Pool));
}
