using Lepton.Placement.Admission;

namespace Lepton.Placement.Core;

/// <summary>Compiles a problem: what may run where, what it costs there and what it uses.</summary>
internal sealed class InstanceBuilder
{
    private readonly PlacementProblem _problem;
    private readonly bool _open;
    private readonly Model[] _models;
    private readonly int[][] _allowed;
    private readonly DomainIndex _domains = new();
    private readonly PoolClasses _classes = new();
    private readonly LimitData[] _limits;
    private readonly PoolDemand[] _demands;
    private readonly PoolData[] _pools;
    private double _wanted;

    private InstanceBuilder(PlacementProblem problem, bool open)
    {
        (_problem, _open) = (problem, open);
        _limits = problem.Limits.Select((l, i) => new LimitData(i, l)).ToArray();
        _models = problem.Models.OrderBy(m => m.Id, StringComparer.Ordinal).ToArray();
        var pools = problem.Pools.OrderBy(p => p.Id, StringComparer.Ordinal).ToArray();
        var index = new PoolIndex(pools);
        _allowed = Array.ConvertAll(_models, index.Allowed);
        _demands = new PoolDemand[pools.Length];
        for (var m = 0; m < _models.Length; m++)
        {
            Want(_models[m], _allowed[m], pools);
        }

        _pools = pools.Select(Pool).ToArray();
        if (open)
        {
            Array.Fill(_demands, PoolDemand.Any);
        }
    }

    /// <param name="shortlist">Whether models of a large problem get a list of promising candidates instead of all.</param>
    /// <param name="open">Whether models may still be added: then pools keep all the nodes they could open, whoever may use them today.</param>
    internal static Instance Build(PlacementProblem problem, bool shortlist = true, bool open = false)
    {
        var builder = new InstanceBuilder(problem, open);
        return builder.Build(shortlist && builder._allowed.Sum(a => (long)a.Length) > Shortlist.WorthwhilePairs);
    }

    private Instance Build(bool shortlist)
    {
        var models = new ModelData[_models.Length];
        var instance = new Instance
        {
            Problem = _problem,
            Pools = _pools,
            Models = models,
            Limits = _limits,
            DomainCounts = _domains.Counts,
            Demands = _demands,
            Market = MarketPrices.Of(_pools, _wanted),
            Builder = new ModelBuilder(_pools, _limits),
            Pairs = _allowed.Sum(a => (long)a.Length),
        };
        for (var m = 0; m < models.Length; m++)
        {
            var complete = instance.Builder.Complete(_models[m], m, _allowed[m]);
            _allowed[m] = [];
            complete.Refusal = Refusal.Of(instance, complete);
            models[m] = shortlist ? Shortlist.Of(instance, complete) : complete;
        }

        return instance;
    }

    private void Want(Model model, int[] allowed, Pool[] pools)
    {
        var (demand, least) = (ModelBuilder.Demand(model), double.PositiveInfinity);
        foreach (var p in allowed)
        {
            var shape = ReplicaShape.Of(model, pools[p]);
            _demands[p].Add(shape.Need, ModelBuilder.MostWanted(model, demand, shape.Units));
            least = Math.Min(least, (double)shape.Need.Gpus * ModelData.ReplicasFor(demand, shape.Units));
        }

        _wanted += double.IsFinite(least) ? least : 0;
    }

    private PoolData Pool(Pool pool, int index)
    {
        var limits = Array.FindAll(_limits, l => l.Matches(pool));
        var nodeLimits = LimitUses.OfNode(pool, limits);

        // No plan opens more nodes than there are replicas that could use them.
        var most = _open ? pool.NewNodes : (int)Math.Min(pool.NewNodes, _demands[index].Replicas);
        return new PoolData
        {
            Index = index,
            Source = pool,
            Domains = _domains.Of(pool),
            Class = _classes.Of(pool),
            Existing = PoolData.Grouped(pool),
            NewNode = Resources.Have(pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode),
            NewNodes = LimitUses.MostNodes(most, nodeLimits, _limits),
            Limits = limits,
            NodeLimits = nodeLimits,
        };
    }
}
