using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Support;

/// <summary>
/// The optimum of a tiny problem by trying every placement, on the verifier's reading of the rules and a complete search of layouts: nothing of it
/// is the solver's.
/// </summary>
internal sealed class Exhaustive
{
    private readonly PlacementProblem _problem;
    private readonly List<(Model Model, List<(int[] Counts, double Cost)> Choices)> _models = [];
    private readonly Dictionary<string, int> _nodes = [];
    private double _best = double.PositiveInfinity;

    private Exhaustive(PlacementProblem problem) => _problem = problem;

    /// <summary>Least cost + penalty of any plan.</summary>
    internal static double Optimum(PlacementProblem problem)
    {
        var search = new Exhaustive(problem);
        foreach (var model in problem.Models)
        {
            search._models.Add((model, search.Choices(model)));
        }

        search.Try(0, problem.Models.Select(_ => new int[problem.Pools.Count]).ToArray(), 0);
        return search._best;
    }

    private List<(int[] Counts, double Cost)> Choices(Model model)
    {
        var check = new ModelCheck(_problem, model);
        var usable = check.Usable().Select(p => p.Id).ToHashSet();
        var most = _problem.Pools.Select(p => usable.Contains(p.Id) ? Most(model, p) : 0).ToArray();
        var found = new List<(int[] Counts, double Cost)>();
        foreach (var counts in Vectors(most))
        {
            var places = Places(counts).ToList();
            if (!check.Violations(places).Any())
            {
                var plan = new PlacementPlan { Placements = places.Select(x => new ReplicaPlacement(model.Id, x.Pool.Id, x.Replicas, 0)).ToList() };
                var alone = _problem with { Models = [model] };
                var reading = PlanReading.Of(alone, plan, out _);
                found.Add((counts, Bill.Cost(alone, reading) + Bill.Penalty(alone, reading)));
            }
        }

        return found.OrderBy(f => f.Cost).ToList();
    }

    /// <summary>No more replicas than demand and floors can ask for, and than fit when the model is alone.</summary>
    private int Most(Model model, Pool pool)
    {
        var wanted = (int)Math.Ceiling((model.Demand ?? model.Replicas!.Value) / Facts.Units(model, pool)) + (model.MinOnDemandReplicas ?? 0) + 1;
        while (wanted > 0 && !new Layout(pool, pool.NewNodes).Exists(Enumerable.Repeat(Facts.Needs(model, pool), wanted).ToList()))
        {
            wanted--;
        }

        return wanted;
    }

    private static IEnumerable<int[]> Vectors(int[] most)
    {
        var counts = new int[most.Length];
        while (true)
        {
            yield return (int[])counts.Clone();
            var i = 0;
            while (i < most.Length && counts[i] == most[i])
            {
                counts[i++] = 0;
            }

            if (i == most.Length)
            {
                yield break;
            }

            counts[i]++;
        }
    }

    private IEnumerable<(Pool Pool, int Replicas)> Places(int[] counts) => counts.Select((c, i) => (_problem.Pools[i], c)).Where(x => x.c > 0);

    private void Try(int depth, int[][] counts, double cost)
    {
        if (cost >= _best)
        {
            return;
        }

        if (depth == _models.Count)
        {
            Judge(counts, cost);
            return;
        }

        foreach (var choice in _models[depth].Choices)
        {
            counts[depth] = choice.Counts;
            if (Enumerable.Range(0, _problem.Pools.Count).All(p => choice.Counts[p] == 0 || Nodes(p, counts) >= 0))
            {
                Try(depth + 1, counts, cost + choice.Cost);
            }
        }

        counts[depth] = new int[_problem.Pools.Count];
    }

    private void Judge(int[][] counts, double cost)
    {
        var opened = _problem.Pools.Select((p, i) => (p, Nodes: Nodes(i, counts))).ToList();
        var total = cost + opened.Where(o => o.p.Billing == Billing.PerNode).Sum(o => o.Nodes * o.p.Price);
        if (total >= _best)
        {
            return;
        }

        var plan = new PlacementPlan
        {
            Placements = counts.SelectMany((c, m) => Places(c).Select(x => new ReplicaPlacement(_problem.Models[m].Id, x.Pool.Id, x.Replicas, 0))).ToList(),
            NewNodes = opened.Where(o => o.Nodes > 0).Select(o => new NewNodes(o.p.Id, o.Nodes)).ToList(),
        };
        if (!LimitCheck.Violations(_problem, PlanReading.Of(_problem, plan, out _)).Any())
        {
            _best = total;
        }
    }

    /// <summary>Fewest new nodes with which the pool's replicas can be laid out; -1 if no number is enough.</summary>
    private int Nodes(int pool, int[][] counts)
    {
        var key = $"{pool}:{string.Join(',', counts.Select(c => c[pool]))}";
        if (!_nodes.TryGetValue(key, out var nodes))
        {
            var data = _problem.Pools[pool];
            var replicas = counts.SelectMany((c, m) => c[pool] > 0 ? Enumerable.Repeat(Facts.Needs(_problem.Models[m], data), c[pool]) : []).ToList();
            nodes = replicas.Count == 0 ? 0 : Enumerable.Range(0, data.NewNodes + 1).Where(n => new Layout(data, n).Exists(replicas)).Append(-1).First();
            _nodes[key] = nodes;
        }

        return nodes;
    }
}
