using Lepton.Api.Models;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>
/// The joint plan places all models at once, as if everybody could move in the same moment; a model whose best place is still held by somebody else then stays
/// where it is, although another place may have room now and cost less than its own. So each such model is placed once more, alone, among what is free while all
/// others, and the moves already let through, hold what they have.
/// </summary>
/// <param name="again">The best place for one model, given how all stand.</param>
internal sealed class SecondChoices(PlanningFacts facts, IReadOnlyList<ModelStanding> standings, RebalanceGate gate, Func<ModelKey, IReadOnlyList<ModelStanding>, Outcome> again)
{
    /// <summary>Problems solved beyond the first in one plan; those who would save most come first.</summary>
    public const int Limit = 32;

    /// <param name="passed">What the gate said of the joint plan, in its order.</param>
    /// <param name="stay">The outcome of a model that keeps what it has.</param>
    public IReadOnlyList<Outcome> Of(IReadOnlyList<Outcome> passed, Func<ModelStanding, Outcome> stay)
    {
        var waiting = passed.Where(o => o.NoRoom).Take(Limit).Select(o => o.Standing.Key).ToHashSet();
        if (waiting.Count == 0)
            return passed;
        var then = standings.ToDictionary(s => s.Key);
        foreach (var moving in passed.Where(o => o.Changed))
            then[moving.Standing.Key] = WhileMoving(moving);

        return [.. passed.Select(first => waiting.Contains(first.Standing.Key) ? Second(first, then, stay) : first)];
    }

    private Outcome Second(Outcome first, Dictionary<ModelKey, ModelStanding> then, Func<ModelStanding, Outcome> stay)
    {
        var key = first.Standing.Key;
        var second = again(key, [.. standings.Select(s => then[s.Key])]);
        if (!second.Changed || second.Missing is not null || gate.Judge(second, stay) is not { Changed: true } move)
            return first;
        then[key] = WhileMoving(move);
        // What it would cost with the whole fleet to itself is known from the joint plan.
        return move with { Decision = move.Decision is { } decision ? decision with { CheapestPossibleHourly = first.Decision?.CheapestPossibleHourly ?? decision.CheapestPossibleHourly } : first.Decision };
    }

    /// <summary>While a model moves it holds what it leaves and what it goes to.</summary>
    private ModelStanding WhileMoving(Outcome move)
    {
        var standing = move.Standing;
        var bill = new FleetBill(facts, FleetBill.Use(move.Assignments.Select(a => (a.Pool.Id, a.Replicas, a.GpusPerReplica))));
        var kept = standing.Kept.ToList();
        foreach (var target in move.Assignments.Where(a => a.Replicas > MoveRoom.Have(standing, a.Pool.Id)))
        {
            kept.RemoveAll(k => k.Pool.Id == target.Pool.Id);
            kept.Add((new ModelPlacement
            {
                Provider = target.Pool.Provider,
                Cluster = target.Pool.Cluster,
                Pool = target.Pool.Id,
                Accelerator = target.Pool.Accelerator,
                AcceleratorCount = target.GpusPerReplica,
                Replicas = target.Replicas,
                HourlyCost = bill.Hourly(standing.Model, standing.Policy, target.Pool, target.Replicas, target.GpusPerReplica),
            }, target.Pool));
        }

        return standing with { Kept = kept };
    }
}
