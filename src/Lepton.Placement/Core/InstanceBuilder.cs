using Lepton.Placement.Rules;

namespace Lepton.Placement.Core;

/// <summary>Compiles a problem: what may run where, what it costs there and what it uses.</summary>
internal sealed class InstanceBuilder
{
    private readonly Model[] _models;
    private readonly bool[][] _eligible;
    private readonly DomainIndex _domains = new();
    private readonly LimitData[] _limits;
    private readonly PoolData[] _pools;

    private InstanceBuilder(PlacementProblem problem)
    {
        _limits = problem.Limits.Select((l, i) => new LimitData(i, l, l.Gpus ?? double.PositiveInfinity, l.HourlyCost ?? double.PositiveInfinity)).ToArray();
        _models = problem.Models.OrderBy(m => m.Id, StringComparer.Ordinal).ToArray();
        var pools = problem.Pools.OrderBy(p => p.Id, StringComparer.Ordinal).ToArray();
        _eligible = _models.Select(m => pools.Select(p => Eligibility.Allows(m, p)).ToArray()).ToArray();
        _pools = pools.Select(Pool).ToArray();
    }

    internal static Instance Build(PlacementProblem problem)
    {
        var builder = new InstanceBuilder(problem);
        return new Instance
        {
            Problem = problem,
            Pools = builder._pools,
            Models = builder._models.Select(builder.Model).ToArray(),
            Limits = builder._limits,
            DomainCounts = builder._domains.Counts,
        };
    }

    private PoolData Pool(Pool pool, int index)
    {
        var nodeLimits = LimitUses.OfNode(pool, _limits);
        return new PoolData
        {
            Index = index,
            Source = pool,
            Domains = _domains.Of(pool),
            Existing = pool.Nodes.Select(n => Resources.Have(n.Gpus, n.Cpu, n.MemoryGiB)).GroupBy(r => r)
                .Select(g => new NodeGroup(g.Key, g.Count())).OrderBy(g => g.Free, Comparer<Resources>.Create((a, b) => Resources.Descending(b, a))).ToArray(),
            NewNode = Resources.Have(pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode),
            NewNodes = nodeLimits.Aggregate(MostNodes(pool, index), (most, use) => Math.Min(most, LimitUses.Most(use, _limits))),
            NodeLimits = nodeLimits,
        };
    }

    private ModelData Model(Model model, int index)
    {
        var demand = Demand(model);
        var current = model.Current.ToDictionary(c => c.Pool, c => c.Replicas, StringComparer.Ordinal);
        var candidates = new List<Option>();
        foreach (var pool in _pools)
        {
            if (_eligible[index][pool.Index] && Option(model, pool, demand, candidates.Count, current) is { } option)
            {
                candidates.Add(option);
            }
        }

        var options = candidates.ToArray();
        return new ModelData
        {
            Index = index,
            Source = model,
            Demand = demand,
            Options = options,
            Rules = RulesCompiler.Compile(model, demand, options),
            GangCost = options.Select(o => GangCost(model, o.Pool.Source)).ToArray(),
            GangLimits = options.Select(o => LimitUses.OfGang(model, o.Pool.Source, GangCost(model, o.Pool.Source), _limits)).ToArray(),
            CurrentReplicas = model.Current.Sum(c => c.Replicas),
        };
    }

    private Option? Option(Model model, PoolData pool, double demand, int index, Dictionary<string, int> current)
    {
        var shape = ReplicaShape.Of(model, pool.Source);
        var rate = Rates.PerReplica(model, pool, shape, demand);
        var listRate = rate + (pool.NodePrice * pool.NodeShare(shape.Need));
        var limits = LimitUses.OfReplica(model, pool.Source, shape, listRate, _limits);
        var most = Math.Min(Fit(pool, shape.Need), MostWanted(model, demand, shape.Units));
        foreach (var use in limits)
        {
            most = Math.Min(most, LimitUses.Most(use, _limits));
        }

        if (most == 0 || (pool.Spot && !RulesCompiler.AllowsOneOnSpot(model, demand, shape.Units)) || listRate > (model.Budget ?? double.PositiveInfinity) + Money.Tolerance(listRate))
        {
            return null;
        }

        return new Option
        {
            Index = index,
            Pool = pool,
            Units = shape.Units,
            Need = shape.Need,
            Rate = rate,
            ListRate = listRate,
            Risk = Rates.SpotRisk(model, pool.Source, shape.Need.Gpus),
            Limits = limits,
            Most = most,
            Current = current.GetValueOrDefault(pool.Source.Id),
        };
    }

    private static double Demand(Model model) => model.Demand ?? model.Replicas!.Value;

    /// <summary>No plan opens more nodes than there are replicas that could use them.</summary>
    private int MostNodes(Pool pool, int index)
    {
        long replicas = 0;
        for (var m = 0; m < _models.Length; m++)
        {
            replicas += _eligible[m][index] ? MostWanted(_models[m], Demand(_models[m]), ReplicaShape.Of(_models[m], pool).Units) : 0;
        }

        return (int)Math.Min(pool.NewNodes, replicas);
    }

    private static double GangCost(Model model, Pool pool) => model.Kind == ModelKind.Training ? model.PlaceCost(pool) : 0;

    /// <summary>Rules may ask for more replicas than the demand: one per domain, or the on-demand floor.</summary>
    private static int MostWanted(Model model, double demand, double units)
    {
        var needed = ModelData.ReplicasFor(demand, units);
        return model.Kind == ModelKind.Training && model.Replicas is not null ? needed : Math.Max(needed, model.MinOnDemandReplicas ?? 0);
    }

    private static int Fit(PoolData pool, in Resources need)
    {
        long fit = (long)pool.NewNodes * pool.NewNode.Fits(need);
        foreach (var group in pool.Existing)
        {
            fit += (long)group.Count * group.Free.Fits(need);
        }

        return (int)Math.Min(fit, ProblemErrors.AbsurdCount);
    }
}
