using Lepton.Operator.Planning.Problem;
using Lepton.Operator.Planning.Rebalancing;
using Lepton.Operator.Planning.Rules;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning;

internal sealed record SolvedProblem(PlacementProblem Problem, PlacementPlan Plan, IReadOnlySet<ModelKey> Movable);

/// <summary>The steps of one planning run.</summary>
internal sealed class PlanningRun
{
    private const int MostRounds = 8;
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
        // A gang that runs is not moved for money where its work would be lost. Models with placements in silent clusters wait.
        AllMovable = standings.Where(s => CanMove(s) && (!s.Satisfied || RunInterruption.MayMove(s))).Select(s => s.Key).ToHashSet();
    }

    public ProblemBuilder Builder { get; }

    public IReadOnlySet<ModelKey> AllMovable { get; }

    /// <param name="prices">See <see cref="PlacementProblem.Prices"/>.</param>
    public SolvedProblem Solve(IReadOnlySet<ModelKey> movable, KeptPrices? prices) => Solve(Builder, movable, null, prices);

    private SolvedProblem Solve(ProblemBuilder builder, IReadOnlySet<ModelKey> movable, IReadOnlySet<(ModelKey, string)>? held, KeptPrices? prices = null)
    {
        var problem = builder.Build(movable, held: held) with { Prices = prices };
        var plan = _solver.Solve(problem, _cancellationToken);
        // Rules marked ScheduleAnyway give way where they leave a model without a place.
        var relaxable = plan.Unplaced.Select(u => ModelKey.Parse(u.Model)).Where(HasSoftRules).ToHashSet();
        if (relaxable.Count > 0)
        {
            var softer = builder.Build(movable, relaxable, held);
            var second = _solver.Solve(softer, _cancellationToken);
            if (second.Penalty < plan.Penalty - 1e-6)
                return new SolvedProblem(softer, second, movable);
        }

        return new SolvedProblem(problem, plan, movable);
    }

    /// <summary>The models that need something, into what is really free.</summary>
    public SolvedProblem Place(IReadOnlySet<ModelKey> needs) => Lawful(needs, _ => true)!;

    /// <summary>All models together, so that others make room for what has none.</summary>
    /// <param name="alone">What was found without moving others.</param>
    /// <returns>Null when nothing that can be carried out gives more a place than <paramref name="alone"/>.</returns>
    public SolvedProblem? MakeRoom(IReadOnlySet<ModelKey> needs, SolvedProblem alone)
    {
        // Runs make room only for a higher priority.
        var takers = _standings.Where(s => needs.Contains(s.Key)).ToList();
        var runs = _standings.Where(s => s is { IsTraining: true, Satisfied: true } && CanMove(s) && RunInterruption.MayGiveWay(s) && takers.Exists(t => Preemption.MayTake(t, s))).Select(s => s.Key).ToHashSet();
        var movable = _standings.Where(s => runs.Contains(s.Key) || (AllMovable.Contains(s.Key) && !s.IsTraining) || needs.Contains(s.Key)).Select(s => s.Key).ToHashSet();
        var builder = runs.Count == 0 ? Builder : new ProblemBuilder(_facts, [.. _standings.Select(s => runs.Contains(s.Key) ? s with { Yields = true } : s)]);
        return movable.Count > needs.Count ? Lawful(movable, joint => joint.Plan.Penalty < alone.Plan.Penalty - 1e-6, builder) : null;
    }

    private static bool CanMove(ModelStanding standing) => standing.Fixed is null && !(standing.Held.Count > 0 && standing.Satisfied) && standing.RolledBack.Count == 0;

    /// <summary>Solves until nobody loses what runs but those who have to give way: whoever would is left where it is, and all is tried again.</summary>
    private SolvedProblem? Lawful(IReadOnlySet<ModelKey> movable, Func<SolvedProblem, bool> worth, ProblemBuilder? builder = null)
    {
        while (true)
        {
            var solved = CarriedOut(builder ?? Builder, movable, worth);
            if (solved is null)
                return null;
            var unlawful = Preemption.Unlawful(Outcomes(solved, rebalance: false)).Select(s => s.Key).ToHashSet();
            if (unlawful.Count == 0 || unlawful.Count == movable.Count)
                return solved;
            movable = movable.Where(m => !unlawful.Contains(m)).ToHashSet();
        }
    }

    /// <summary>
    /// Solves until the plan can be carried out on the nodes as they are: where what comes does not fit between pods that stay, those pods are held on their nodes, and
    /// all is tried again. Each round holds more of them; when there are no more to hold, or after many rounds, the last plan has to do.
    /// </summary>
    /// <param name="worth">Whether a plan is worth going on with.</param>
    private SolvedProblem? CarriedOut(ProblemBuilder builder, IReadOnlySet<ModelKey> movable, Func<SolvedProblem, bool> worth)
    {
        var held = new HashSet<(ModelKey, string)>();
        for (var round = 1; ; round++)
        {
            var solved = Solve(builder, movable, held);
            if (!worth(solved))
                return null;
            var outcomes = Outcomes(solved, rebalance: false);
            var before = held.Count;
            held.UnionWith(RoomCheck.InTheWay(builder, outcomes));
            if (held.Count == before || round == MostRounds)
                return solved;
        }
    }

    /// <summary>Turns a solution into what becomes of its models.</summary>
    /// <param name="rebalance">True when nothing was needed: then only moves that pass the policy's thresholds are taken over.</param>
    public Dictionary<ModelKey, Outcome> Read(SolvedProblem solved, bool rebalance)
    {
        var outcomes = Outcomes(solved, rebalance);
        if (!rebalance)
            return Preemption.Name(outcomes).Select(KeepIfNoBetter).ToDictionary(o => o.Standing.Key);
        var gate = new RebalanceGate(_facts, Builder, _standings);
        var passed = gate.Pass(outcomes, Stay).ToList();
        var seconds = new SecondChoices(_facts, _standings, gate, Again).Of(passed, Stay);
        return seconds.ToDictionary(o => o.Standing.Key);
    }

    /// <summary>
    /// Models that may go back to where they were before a cluster was lost: placed together among those pools alone, while all others hold what they have; then the gate. Each with what
    /// it waits for, or with the move.
    /// </summary>
    public Dictionary<ModelKey, Outcome> GoBack()
    {
        var due = _standings.Where(s => Failbacks.IsDue(s, _facts)).Select(s => s.Key).ToHashSet();
        if (due.Count == 0)
            return [];
        var builder = new ProblemBuilder(_facts, [.. _standings.Select(s => due.Contains(s.Key) ? s with { Only = Failbacks.Pools(s) } : s)]);
        var outcomes = Outcomes(Solve(builder, due, null), rebalance: false).ConvertAll(o => o with { Failback = true });
        var gate = new RebalanceGate(_facts, Builder, _standings);
        return outcomes.Where(o => o.Missing is not null).Select(o => Stay(o.Standing) with { Missing = o.Missing, Failback = true })
            .Concat(gate.Pass([.. outcomes.Where(o => o.Missing is null)], Stay)).ToDictionary(o => o.Standing.Key);
    }

    private List<Outcome> Outcomes(SolvedProblem solved, bool rebalance)
    {
        var decisions = solved.Plan.Decisions.ToDictionary(d => d.Model, StringComparer.Ordinal);
        var unplaced = solved.Plan.Unplaced.ToDictionary(u => u.Model, StringComparer.Ordinal);
        var placed = solved.Plan.Placements.Where(p => p.Replicas > 0).ToLookup(p => p.Model, StringComparer.Ordinal);
        return _standings.Where(s => solved.Movable.Contains(s.Key)).Select(s => new Outcome(s, Assignments(s, placed[s.Key.ToString()]))
        {
            Decision = decisions.GetValueOrDefault(s.Key.ToString()),
            Missing = unplaced.GetValueOrDefault(s.Key.ToString()),
            Rebalance = rebalance,
        }).ToList();
    }

    /// <summary>The best place for one model among what the others, as they stand then, leave free.</summary>
    private Outcome Again(ModelKey model, IReadOnlyList<ModelStanding> then) =>
        Outcomes(Solve(new ProblemBuilder(_facts, then), new HashSet<ModelKey> { model }, null), rebalance: true).Single();

    /// <summary>A rule over replicas that cannot be met leaves what runs untouched.</summary>
    private Outcome KeepIfNoBetter(Outcome outcome) => outcome is { Missing: { } missing, Standing: { Broken: { } rule, HasWhatItWants: true } standing }
        ? Stay(standing) with { Decision = outcome.Decision, Broken = $"{rule}; it cannot be met and what runs stays: {string.Join("; ", missing.Reasons)}" }
        : outcome;

    /// <summary>The model keeps what it has.</summary>
    public Outcome Stay(ModelStanding standing) =>
        new(standing, standing.Fixed == PlanReason.Suspended ? [] : [.. standing.Kept.Concat(standing.Anchored).Select(k => new Assignment(k.Pool, k.Placement.Replicas, k.Placement.AcceleratorCount, 0))]) { Stays = true };

    /// <summary>Prices what was decided, all models together, and puts it into words.</summary>
    /// <param name="back">What was found of ways back (<see cref="GoBack"/>).</param>
    public Dictionary<ModelKey, ModelPlan> Describe(IReadOnlyDictionary<ModelKey, Outcome> outcomes, IReadOnlyDictionary<ModelKey, Outcome> back)
    {
        var now = CurrentUse.BillOf(_facts, _standings);
        var then = new FleetBill(_facts, FleetBill.Use(outcomes.Values.SelectMany(o =>
            o.Assignments.Select(a => (a.Pool.Id, a.Replicas, a.GpusPerReplica)).Concat(CurrentUse.Of(o.Standing.Held)))));
        return outcomes.ToDictionary(o => o.Key, o =>
        {
            var standing = o.Value.Standing;
            var priced = o.Value.Assignments.Select(a => a with { HourlyCost = then.Hourly(standing.Model, standing.Policy, a.Pool, a.Replicas, a.GpusPerReplica) }).ToList();
            var plan = PlanText.Describe(o.Value with { Assignments = priced }, CurrentUse.Hourly(now, standing));
            return MoveReport.Add(plan, o.Value, _facts, now) with { Spared = standing.Spared, Failback = Failbacks.Next(standing, plan, back.GetValueOrDefault(o.Key), _facts), UnfitPools = UnfitPools.Next(standing, _facts.Snapshot.Time), Migration = standing.Policy?.Spec.Migration, Purge = standing.Policy?.Spec.Failover.Purge ?? default };
        });
    }

    private bool HasSoftRules(ModelKey key) => _standings.First(s => s.Key == key).Policy?.Spec.Spread?
        .Any(s => s.WhenUnsatisfiable == Api.Policies.UnsatisfiableAction.ScheduleAnyway) == true;

    /// <summary>The solver's placements over the parts of pools, as replicas per fleet pool; and what stays where nothing new may be placed.</summary>
    private List<Assignment> Assignments(ModelStanding standing, IEnumerable<ReplicaPlacement> placements) => placements
        .GroupBy(p => PoolParts.FleetPoolId(p.Pool), StringComparer.Ordinal)
        .Select(g =>
        {
            var pool = _facts.Pools[g.Key];
            var gpus = pool.Accelerator is null ? 0 : ModelDemandOf.Option(standing.Model, pool.Accelerator)?.Count ?? 0;
            return new Assignment(pool, g.Sum(p => p.Replicas), gpus, 0);
        })
        .Concat(standing.StillWanted())
        .OrderBy(a => a.Pool.Id, StringComparer.Ordinal)
        .ToList();
}
