using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Incremental;

/// <summary>A random walk of changes through a tiny fleet.</summary>
internal sealed class RandomChanges(PlacementProblem problem)
{
    private readonly Random _random = new(problem.Seed);
    private readonly List<Pool> _lost = [];
    private int _added;

    /// <param name="about">Models the change is about.</param>
    internal IncrementalChange Next(IncrementalSolver solver, int moveBudget, out IReadOnlyCollection<string> about)
    {
        var now = solver.Problem;
        var (model, pool) = (now.Models.Count > 0 ? now.Models[_random.Next(now.Models.Count)] : null, now.Pools.Count > 0 ? now.Pools[_random.Next(now.Pools.Count)] : null);
        switch (_random.Next(7))
        {
            case 0 when model is not null && now.Models.Count > 1:
                about = [model.Id];
                return solver.Remove(model.Id, moveBudget);
            case 1 when model is not null:
                about = [model.Id];
                return solver.Change(Other(now, model.Id), moveBudget);
            case 2 when pool is not null:
                about = [];
                return solver.ChangePool(pool with { Price = pool.Billing == Billing.Paid ? 0 : 1 + _random.Next(9) }, moveBudget);
            case 3 when pool is not null:
                about = [];
                return solver.ChangePool(Nodes(pool), moveBudget);
            case 4 when pool is not null && now.Pools.Count > 1:
                var lost = now.Pools.Where(p => p.Cluster == pool.Cluster).ToList();
                _lost.AddRange(lost);
                about = [];
                return solver.LosePools(lost.ConvertAll(p => p.Id), moveBudget);
            case 5 when _lost.Count > 0:
                var back = _lost.ConvertAll(p => p with { Id = $"{p.Id}'" });
                _lost.Clear();
                about = [];
                return solver.AddPools(back, moveBudget);
            default:
                var added = Other(now, $"n{_added++}");
                about = [added.Id];
                return solver.Add(added, moveBudget);
        }
    }

    private Model Other(PlacementProblem now, string id) => TinyProblems.Make(new Random(_random.Next())).Models[0] with { Id = id, Current = [], ExcludedPools = now.Models.Count % 2 == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["p1"] = "taint" } };

    private Pool Nodes(Pool pool) => pool with
    {
        NewNodes = _random.Next(3),
        Nodes = _random.Next(2) == 0 ? pool.Nodes.Skip(1).ToList() : [.. pool.Nodes, new NodeFree(_random.Next(pool.GpusPerNode + 1), 1 + _random.Next(4), 2 + _random.Next(7))],
    };
}
