using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

internal sealed record SolvedProblem(PlacementProblem Problem, PlacementPlan Plan, IReadOnlySet<ModelKey> Movable);

/// <summary>The steps of one planning run.</summary>
internal sealed class PlanningRun
{
    private readonly IPlacementSolver _solver;
    private readonly PlanningFacts _facts;
    private readonly IReadOnlyList<ModelStanding> _standings;
    private readonly CancellationToken _cancellationToken;

    public PlanningRun(IPlacementSolver solver, PlanningFacts facts, IReadOnlyList<ModelStanding> standings, CancellationToken cancellationToken)
    {
        _solver = solver;
        _facts = facts;
        _standings = standings;
        _cancellationToken = cancellationToken;
        Builder = new ProblemBuilder(facts, standings);
        // A gang that runs is never moved for money or room: without checkpoints its work would be lost. Models with placements in silent clusters wait.
        AllMovable = standings.Where(s => s.Fixed is null && !(s.IsTraining && s.Satisfied) && !(s.Held.Count > 0 && s.Satisfied)).Select(s => s.Key).ToHashSet();
    }

    public ProblemBuilder Builder { get; }

    public IReadOnlySet<ModelKey> AllMovable { get; }

    public SolvedProblem Solve(IReadOnlySet<ModelKey> movable)
    {
        var problem = Builder.Build(movable);
        var plan = _solver.Solve(problem, _cancellationToken);
        // Rules marked ScheduleAnyway give way where they leave a model without a place.
        var relaxable = plan.Unplaced.Select(u => ModelKey.Parse(u.Model)).Where(HasSoftRules).ToHashSet();
        if (relaxable.Count > 0)
        {
            var softer = Builder.Build(movable, relaxable);
            var second = _solver.Solve(softer, _cancellationToken);
            if (second.Penalty < plan.Penalty - 1e-6)
                return new SolvedProblem(softer, second, movable);
        }

        return new SolvedProblem(problem, plan, movable);
    }

    /// <summary>Turns a solution into plans of models.</summary>
    /// <param name="rebalance">True when nothing was needed: then only moves that pass the policy's thresholds are taken over.</param>
    public void Report(SolvedProblem solved, Dictionary<ModelKey, ModelPlan> into, bool rebalance)
    {
        var decisions = solved.Plan.Decisions.ToDictionary(d => d.Model, StringComparer.Ordinal);
        var unplaced = solved.Plan.Unplaced.ToDictionary(u => u.Model, StringComparer.Ordinal);
        var gate = new RebalanceGate(_facts, Builder);
        foreach (var standing in InOrderOfSavings(solved))
        {
            var id = standing.Key.ToString();
            var assignments = Assignments(standing, solved.Plan);
            var decision = decisions.GetValueOrDefault(id);
            var missing = unplaced.GetValueOrDefault(id);
            if (rebalance && !Same(standing, assignments) && gate.Refuses(standing, assignments) is { } refusal)
            {
                into[standing.Key] = Stay(standing) with { CheapestPossibleHourly = decision?.CheapestPossibleHourly, Message = refusal };
                continue;
            }

            into[standing.Key] = PlanText.Describe(standing, assignments, decision, missing, Same(standing, assignments), rebalance, CurrentCost(standing)) with
            {
                Candidates = Merge(decision?.Candidates ?? []),
            };
        }
    }

    /// <summary>The model keeps what it has.</summary>
    public ModelPlan Stay(ModelStanding standing) => new()
    {
        Model = standing.Key,
        Assignments = standing.Fixed == PlanReason.Suspended ? [] : Keep(standing),
        Held = standing.Fixed == PlanReason.Suspended ? [] : standing.Held,
        Changed = standing.Fixed == PlanReason.Suspended && (standing.Model.Status?.Placements?.Any(p => p.State != Api.Models.PlacementState.Draining) ?? false),
        Reason = standing.Fixed ?? PlanReason.Unchanged,
        Message = standing.FixedMessage ?? "nothing to change",
    };

    private List<Assignment> Keep(ModelStanding standing) => standing.Kept
        .Select(k => new Assignment(k.Pool, k.Placement.Replicas, k.Placement.AcceleratorCount,
            PlacementCost.Hourly(standing.Model, k.Pool, k.Placement.Replicas, _facts, standing.Policy)))
        .ToList();

    private double CurrentCost(ModelStanding standing) => Keep(standing).Sum(a => a.HourlyCost);

    private bool HasSoftRules(ModelKey key) => _standings.First(s => s.Key == key).Policy?.Spec.Spread?
        .Any(s => s.WhenUnsatisfiable == Api.Policies.UnsatisfiableAction.ScheduleAnyway) == true;

    /// <summary>The biggest savings first, so that where not all moves fit at once the best go first.</summary>
    private IEnumerable<ModelStanding> InOrderOfSavings(SolvedProblem solved) => _standings
        .Where(s => solved.Movable.Contains(s.Key))
        .OrderByDescending(s => Math.Round(CurrentCost(s) - Assignments(s, solved.Plan).Sum(a => a.HourlyCost), 6))
        .ThenBy(s => s.Key.ToString(), StringComparer.Ordinal);

    /// <summary>The solver's placements over the parts of pools, as replicas per fleet pool.</summary>
    private List<Assignment> Assignments(ModelStanding standing, PlacementPlan plan) => plan.Placements
        .Where(p => p.Model == standing.Key.ToString() && p.Replicas > 0)
        .GroupBy(p => PoolParts.FleetPoolId(p.Pool), StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g =>
        {
            var pool = _facts.Pools[g.Key];
            var replicas = g.Sum(p => p.Replicas);
            var gpus = pool.Accelerator is null ? 0 : ModelDemandOf.Option(standing.Model, pool.Accelerator)?.Count ?? 0;
            return new Assignment(pool, replicas, gpus, PlacementCost.Hourly(standing.Model, pool, replicas, _facts, standing.Policy));
        })
        .ToList();

    private static bool Same(ModelStanding standing, List<Assignment> assignments) =>
        standing.Lost.Count == 0 && standing.Excluded.Count == 0
        && standing.Kept.Count == assignments.Count
        && standing.Kept.All(k => assignments.Any(a => a.Pool.Id == k.Pool.Id && a.Replicas == k.Placement.Replicas));

    /// <summary>One candidate per fleet pool: the best verdict of its parts.</summary>
    private static List<Candidate> Merge(IReadOnlyList<Candidate> candidates) => candidates
        .GroupBy(c => PoolParts.FleetPoolId(c.Pool), StringComparer.Ordinal)
        .Select(g => g.OrderBy(c => c.Verdict).ThenBy(c => c.HourlyCost ?? double.MaxValue).First() with { Pool = g.Key })
        .OrderBy(c => c.Verdict).ThenBy(c => c.HourlyCost ?? double.MaxValue).ThenBy(c => c.Pool, StringComparer.Ordinal)
        .ToList();
}
