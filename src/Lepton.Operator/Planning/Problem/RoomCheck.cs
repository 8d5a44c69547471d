using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// Where a plan cannot be carried out on the nodes as they are. A problem in which models are placed anew counts all that they hold as free, as if their pods could be
/// packed anew; but pods of a model that keeps its place stay on their nodes, and what is left between them may be too little for a newcomer although the sum is enough
/// (four GPUs do not fit on two remainders of two).
/// </summary>
internal static class RoomCheck
{
    /// <summary>The models, with the pools, whose pods stay where something that comes does not fit beside them.</summary>
    public static IEnumerable<(ModelKey Model, string Pool)> InTheWay(ProblemBuilder builder, IReadOnlyList<Outcome> outcomes)
    {
        var crowded = Crowded(builder, outcomes);
        return outcomes.SelectMany(o => o.Standing.Kept
            .Where(k => crowded.Contains(k.Pool.Id) && o.Assignments.Any(a => a.Pool.Id == k.Pool.Id))
            .Select(k => (o.Standing.Key, k.Pool.Id)));
    }

    /// <summary>The pods by which models shrink without a successor elsewhere, and those that are more than their models have.</summary>
    private static IReadOnlySet<PodView> Ending(Dictionary<ModelKey, Outcome> outcomes, Pools.FleetPool pool) => EndingPods.In(pool, model => !outcomes.TryGetValue(model, out var outcome) || outcome.Standing.IsTraining
        ? int.MaxValue
        : Rules.Preemption.IsVictim(outcome) ? Planned(outcome, pool) : Math.Max(Planned(outcome, pool), EndingPods.Stay(outcome.Standing.Model, pool.Id)));

    private static int Planned(Outcome outcome, Pools.FleetPool pool) => outcome.Assignments.Where(a => a.Pool.Id == pool.Id).Sum(a => a.Replicas);

    /// <summary>The pools where what comes does not fit beside what stays. First the largest, each on the fullest node that holds it (best fit decreasing).</summary>
    private static HashSet<string> Crowded(ProblemBuilder builder, IReadOnlyList<Outcome> outcomes)
    {
        var crowded = new HashSet<string>(StringComparer.Ordinal);
        var byModel = outcomes.ToDictionary(o => o.Standing.Key);
        var coming = outcomes.Where(o => o.Changed)
            .SelectMany(o => o.Assignments.Select(a => (o.Standing, Target: a, More: a.Replicas - Rebalancing.MoveRoom.Have(o.Standing, a.Pool.Id))))
            .Where(c => c.More > 0)
            .GroupBy(c => c.Target.Pool.Id, StringComparer.Ordinal);
        foreach (var pool in coming)
        {
            var leaving = outcomes.Where(o => o.Changed && o.Assignments.All(a => a.Pool.Id != pool.Key)).Select(o => o.Standing.Key).ToHashSet();
            var (budget, newNodes) = builder.Budget(pool.First().Target.Pool, leaving, gone: Ending(byModel, pool.First().Target.Pool));
            foreach (var (standing, target, more) in pool.OrderByDescending(c => c.Target.GpusPerReplica).ThenBy(c => c.Standing.Key.ToString(), StringComparer.Ordinal))
            {
                var left = budget.Reserve(more, target.GpusPerReplica, ModelDemandOf.Cpu(standing.Model), ModelDemandOf.MemoryGiB(standing.Model));
                newNodes -= ProblemBuilder.NodesFor(target.Pool, left, target.GpusPerReplica);
            }

            if (newNodes < 0)
                crowded.Add(pool.Key);
        }

        return crowded;
    }
}
