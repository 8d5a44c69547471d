using Lepton.Api.Policies;

namespace Lepton.Operator.Planning.Rules;

/// <summary>Who loses what runs, or is interrupted, for whom. Only a lower priority gives way, and only to one whose policy allows it to preempt (preemption: LowerPriority).</summary>
internal static class Preemption
{
    /// <summary>Models that would lose what runs although nobody may take it from them, and runs that would be stopped for nobody.</summary>
    public static IEnumerable<ModelStanding> Unlawful(IReadOnlyList<Outcome> outcomes) =>
        outcomes.Where(o => GivesWay(o) && !Takers(o, outcomes).Any()).Select(o => o.Standing);

    /// <summary>The same outcomes, each with those to whom it gives way or who give way to it.</summary>
    public static IReadOnlyList<Outcome> Name(IReadOnlyList<Outcome> outcomes)
    {
        var pairs = outcomes.Where(GivesWay).SelectMany(v => Takers(v, outcomes).Select(t => (Victim: v, Taker: t))).ToList();
        return pairs.Count == 0 ? outcomes : [.. outcomes.Select(o => o with
        {
            GivesWayTo = [.. pairs.Where(p => p.Victim.Standing.Key == o.Standing.Key).Select(p => p.Taker.Standing)],
            TakesFrom = [.. pairs.Where(p => p.Taker.Standing.Key == o.Standing.Key).Select(p => p.Victim.Standing)],
        })];
    }

    /// <summary>It has less than before and less than it wants, and nothing of it was lost or excluded.</summary>
    public static bool IsVictim(Outcome outcome)
    {
        var standing = outcome.Standing;
        return standing is { Lost.Count: 0, Excluded.Count: 0 } && Units(outcome) + standing.Held.Sum(standing.Units) is var left && left < standing.Provided - 1e-9 && left < standing.Wanted - 1e-9;
    }

    /// <summary>Whether one may get what the other has.</summary>
    public static bool MayTake(ModelStanding taker, ModelStanding victim) =>
        taker.Model.Spec.Priority > victim.Model.Spec.Priority && taker.Policy?.Spec.Preemption != PreemptionMode.Never;

    /// <summary>It loses something to another model, or is a run that is stopped so that another fits. (What a ceiling cuts has lost it to nobody.)</summary>
    private static bool GivesWay(Outcome outcome) => outcome.Standing.OverBudget is null && (IsVictim(outcome) || (outcome is { Changed: true, Standing: { IsTraining: true, Satisfied: true } }));

    /// <summary>Models of higher priority that get more than they have, where the victim loses something.</summary>
    private static IEnumerable<Outcome> Takers(Outcome victim, IReadOnlyList<Outcome> outcomes)
    {
        var lost = victim.Standing.Placed.Where(k => victim.Assignments.Where(a => a.Pool.Id == k.Pool.Id).Sum(a => a.Replicas) < k.Placement.Replicas).Select(k => k.Pool.Cluster).ToHashSet(StringComparer.Ordinal);
        return outcomes.Where(o => MayTake(o.Standing, victim.Standing)
            && o.Assignments.Any(a => lost.Contains(a.Pool.Cluster) && a.Replicas > Rebalancing.MoveRoom.Have(o.Standing, a.Pool.Id)));
    }

    private static double Units(Outcome outcome) => outcome.Assignments.Sum(a => a.Replicas * ModelDemandOf.Throughput(outcome.Standing.Model, a.Pool.Accelerator));
}
