using Lepton.Placement;
using Lepton.Placement.Verification;

namespace Lepton.Benchmarks.Solver;

/// <summary>
/// Models that a plan leaves short although something more of them would fit beside the others as they are, obey all rules and limits, and cost less than it is worth. Nothing of it is the solver's:
/// it reads the plan as the verifier does and lays replicas out on real nodes.
/// </summary>
internal sealed class LeftShort
{
    private const int MostPairs = 30;

    /// <summary>Most pools are full: where the greedy layouts find no place a short look is enough, or it takes longer than the solver.</summary>
    private const int MostSteps = 200;

    private readonly PlacementProblem _problem;
    private readonly PlacementPlan _plan;
    private readonly PlanReading _reading;

    private LeftShort(PlacementProblem problem, PlacementPlan plan) => (_problem, _plan, _reading) = (problem, plan, PlanReading.Of(problem, plan, out _));

    /// <summary>A place and model of each that fits: "m1 in p3".</summary>
    public static List<string> ThatFits(PlacementProblem problem, PlacementPlan plan)
    {
        var (check, models) = (new LeftShort(problem, plan), problem.Models.ToDictionary(m => m.Id, StringComparer.Ordinal));
        return plan.Unplaced.Select(u => check.Fit(models[u.Model])).OfType<string>().ToList();
    }

    private string? Fit(Model model)
    {
        var rules = new ModelCheck(_problem, model);
        var open = rules.Usable().Select(p => Room(model, p)).Where(r => r.Most > 0).OrderBy(r => r.Cost).ToList();
        var tries = model.Kind == ModelKind.Training ? open.GroupBy(r => r.Pool.Cluster, StringComparer.Ordinal).Select(c => Gang(model, c)) : open.Select(r => new[] { (r.Pool, 1) }).Concat(Pairs(open));
        return tries.Where(t => t.Length > 0 && Worthwhile(model, rules, t)).Select(t => $"{model.Id} in {string.Join(" and ", t.Select(x => x.Pool.Id))}").FirstOrDefault();
    }

    /// <summary>Some rules ask for two places at once.</summary>
    private static IEnumerable<(Pool Pool, int Replicas)[]> Pairs(List<(Pool Pool, int Most, double Cost)> open)
    {
        for (var i = 0; i < Math.Min(MostPairs, open.Count); i++)
        {
            for (var j = i + 1; j < Math.Min(MostPairs, open.Count); j++)
                yield return [(open[i].Pool, 1), (open[j].Pool, 1)];
        }
    }

    private static (Pool Pool, int Replicas)[] Gang(Model model, IEnumerable<(Pool Pool, int Most, double Cost)> cluster)
    {
        var (places, left) = (new List<(Pool, int)>(), model.Demand ?? model.Replicas!.Value);
        foreach (var (pool, most, _) in cluster)
        {
            var units = Facts.Units(model, pool);
            var take = Math.Min(most, (int)Math.Ceiling((left / units) - 1e-9));
            if (take > 0)
                places.Add((pool, take));
            left -= take * units;
        }

        return left > 1e-9 ? [] : [.. places];
    }

    /// <summary>How many more replicas can be laid out there, no more than the model wants, and $/h of the first.</summary>
    private (Pool Pool, int Most, double Cost) Room(Model model, Pool pool)
    {
        var wanted = model.Kind == ModelKind.Training ? (int)Math.Ceiling((model.Demand ?? model.Replicas!.Value) / Facts.Units(model, pool)) : 1;
        var most = 0;
        while (most < wanted && Nodes(pool, Needs(model, pool, most + 1)) is not null)
            most++;
        return (pool, most, Facts.Rate(model, pool));
    }

    private List<(ReplicaNeed Need, int Count)> Needs(Model model, Pool pool, int more) => _reading.In(pool).Append((Model: model, Replicas: more))
        .GroupBy(x => Facts.Needs(x.Model, pool)).Select(g => (g.Key, g.Sum(x => x.Replicas))).ToList();

    /// <summary>The fewest new nodes on which they can be laid out.</summary>
    private int? Nodes(Pool pool, List<(ReplicaNeed Need, int Count)> replicas)
    {
        var gpus = replicas.Sum(r => (long)r.Need.Gpus * r.Count);
        for (var nodes = _reading.NewNodes(pool); nodes <= pool.NewNodes; nodes++)
        {
            if (gpus <= pool.Nodes.Sum(n => (long)n.Gpus) + ((long)nodes * pool.GpusPerNode) && new Layout(pool, nodes, MostSteps).Exists(replicas))
                return nodes;
        }

        return null;
    }

    private bool Worthwhile(Model model, ModelCheck rules, (Pool Pool, int Replicas)[] more)
    {
        var places = _reading.Of(model).Concat(more).GroupBy(x => x.Pool).Select(g => (Pool: g.Key, Replicas: g.Sum(x => x.Replicas))).ToList();
        if (rules.Violations(places).Any())
            return false;
        var opened = _plan.NewNodes.ToDictionary(n => n.Pool, n => n.Nodes, StringComparer.Ordinal);
        foreach (var (pool, replicas) in more)
            opened[pool.Id] = Nodes(pool, Needs(model, pool, replicas))!.Value;
        var then = _plan with
        {
            Placements = [.. _plan.Placements.Where(p => p.Model != model.Id), .. places.Select(x => new ReplicaPlacement(model.Id, x.Pool.Id, x.Replicas, 0))],
            NewNodes = [.. opened.Where(o => o.Value > 0).Select(o => new NewNodes(o.Key, o.Value))],
        };
        var reading = PlanReading.Of(_problem, then, out _);
        var (before, after) = (_plan.Cost + _plan.Penalty, Bill.Cost(_problem, reading) + Bill.Penalty(_problem, reading));
        return after < before - (1e-9 * before) && !LimitCheck.Violations(_problem, reading).Any();
    }
}
