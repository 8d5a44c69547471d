namespace Lepton.Placement.Verification;

/// <summary>A plan's placements by model and by pool.</summary>
internal sealed class PlanReading
{
    private readonly Dictionary<string, List<(Pool Pool, int Replicas)>> _byModel = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(Model Model, int Replicas)>> _byPool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _newNodes = new(StringComparer.Ordinal);

    internal static PlanReading Of(PlacementProblem problem, PlacementPlan plan, out List<string> violations)
    {
        var reading = new PlanReading();
        violations = [];
        var pools = problem.Pools.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var models = problem.Models.ToDictionary(m => m.Id, StringComparer.Ordinal);
        foreach (var placement in plan.Placements)
        {
            if (!pools.TryGetValue(placement.Pool, out var pool) || !models.TryGetValue(placement.Model, out var model))
            {
                violations.Add($"placement of {placement.Model} in {placement.Pool}: no such model or pool");
            }
            else if (placement.Replicas <= 0 || reading.Of(model).Any(x => x.Pool.Id == pool.Id))
            {
                violations.Add($"placement of {placement.Model} in {placement.Pool}: {placement.Replicas} replicas, expected one entry of at least 1");
            }
            else
            {
                reading.Add(model, pool, placement.Replicas);
            }
        }

        foreach (var nodes in plan.NewNodes)
        {
            if (!pools.ContainsKey(nodes.Pool) || nodes.Nodes <= 0 || !reading._newNodes.TryAdd(nodes.Pool, nodes.Nodes))
            {
                violations.Add($"new nodes in {nodes.Pool}: found {nodes.Nodes}, expected one entry of at least 1 in a pool of the problem");
            }
        }

        return reading;
    }

    internal IReadOnlyList<(Pool Pool, int Replicas)> Of(Model model) => _byModel.TryGetValue(model.Id, out var found) ? found : [];

    internal IReadOnlyList<(Model Model, int Replicas)> In(Pool pool) => _byPool.TryGetValue(pool.Id, out var found) ? found : [];

    internal int NewNodes(Pool pool) => _newNodes.GetValueOrDefault(pool.Id);

    /// <summary>Units (or replicas of a gang of fixed size) that are not placed.</summary>
    internal double Missing(Model model)
    {
        var wanted = model.Demand ?? model.Replicas!.Value;
        var have = Of(model).Sum(x => x.Replicas * Facts.Units(model, x.Pool));
        return have >= wanted * (1 - 1e-9) ? 0 : wanted - have;
    }

    private void Add(Model model, Pool pool, int replicas)
    {
        if (!_byModel.TryGetValue(model.Id, out var places))
        {
            _byModel[model.Id] = places = [];
        }

        if (!_byPool.TryGetValue(pool.Id, out var occupants))
        {
            _byPool[pool.Id] = occupants = [];
        }

        places.Add((pool, replicas));
        occupants.Add((model, replicas));
    }
}
