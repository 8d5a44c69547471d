using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

/// <summary>
/// Decides where every model goes, from one snapshot: pure, so that the operator, <c>lepton plan</c> and tests share it.
/// 1. How does each model stand? 2. Models that need something are placed into what is really free. 3. If that leaves work without a place,
/// all models are placed together, so that others can make room. 4. If nothing needed anything, what was moved because a cluster
/// was lost goes back where that is wanted. 5. If nothing did, all are placed together from where they are, and the moves that pay are proposed.
/// </summary>
/// <param name="kept">What the last plan of the whole fleet charged for what models share (<see cref="FleetPlan.Prices"/>): the next starts from there.</param>
public sealed class FleetPlanner(IPlacementSolver solver, IPoolPrices prices, KeptPrices? kept = null)
{
    /// <summary>What each model costs where it is, at the snapshot's prices, in dollars per hour.</summary>
    public IReadOnlyDictionary<ModelKey, double> Costs(FleetSnapshot snapshot)
    {
        var facts = new PlanningFacts(snapshot, prices);
        var standings = Standings(snapshot, facts);
        var bill = CurrentUse.BillOf(facts, standings);
        return standings.ToDictionary(s => s.Key, s => CurrentUse.Hourly(bill, s) + s.Held.Sum(h => h.HourlyCost));
    }

    public FleetPlan Plan(FleetSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        var facts = new PlanningFacts(snapshot, prices);
        facts.CloseStockedOut();
        var standings = Rules.Ceilings.Mark(Standings(snapshot, facts), facts);
        var run = new PlanningRun(solver, facts, standings, cancellationToken);

        var needs = standings.Where(s => !s.Satisfied).Select(s => s.Key).ToHashSet();
        var outcomes = new Dictionary<ModelKey, Outcome>();
        SolvedProblem? solved = null;
        var whole = kept;
        if (needs.Count > 0)
        {
            solved = run.Place(needs);
            // Together with models that could make room. Worth it only when more gets a place.
            if (solved.Plan.Unplaced.Count > 0)
                solved = run.MakeRoom(needs, solved) ?? solved;

            outcomes = run.Read(solved, rebalance: false);
        }

        var back = outcomes.Values.Any(o => o.Changed) ? [] : run.GoBack();
        if (back.Values.Any(o => o.Changed))
        {
            foreach (var (key, outcome) in back.Where(b => b.Value.Changed))
                outcomes[key] = outcome;
        }
        else if (outcomes.Values.All(o => !o.Changed) && run.AllMovable.Count > 0)
        {
            var unplaced = outcomes;
            solved = run.Solve(run.AllMovable, kept);
            whole = solved.Plan.Prices;
            outcomes = run.Read(solved, rebalance: true);
            // What has no place keeps the explanation of the attempt that counted only what is really free.
            foreach (var (key, outcome) in unplaced)
            {
                if (!outcomes.TryGetValue(key, out var other) || !other.Changed)
                    outcomes[key] = outcome;
            }
        }

        foreach (var standing in standings)
            outcomes.TryAdd(standing.Key, run.Stay(standing));

        return new FleetPlan
        {
            Models = run.Describe(outcomes, back),
            Pools = facts.PoolsByCluster,
            Problem = solved?.Problem ?? run.Builder.Build(run.AllMovable),
            Solution = solved?.Plan ?? new PlacementPlan(),
            Objective = solved?.Plan.Cost ?? 0,
            Bound = solved?.Plan.Bound ?? 0,
            Gap = solved?.Plan.Gap ?? 0,
            Prices = whole,
            IsWhole = solved is not null && solved.Movable.Count == run.AllMovable.Count,
        };
    }

    private static List<ModelStanding> Standings(FleetSnapshot snapshot, PlanningFacts facts) => [.. snapshot.Models
        .Where(m => m.Metadata.DeletionTimestamp is null)
        .OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal)
        .Select(m => ModelStanding.Of(m, snapshot, facts))];
}
