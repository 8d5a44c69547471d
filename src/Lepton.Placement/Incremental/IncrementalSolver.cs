using Lepton.Placement.Core;
using Lepton.Placement.Incremental;
using Lepton.Placement.Search;
using Lepton.Placement.Solving;

namespace Lepton.Placement;

/// <summary>
/// Keeps a fleet as it is placed, with the prices of the bound, and carries single changes through: a model comes, changes or goes; a pool's price or nodes change; a cluster is lost or added. Only
/// what the change concerns is looked at. Other models stay where they are unless a move budget lets them move, and then only for a gain above what their moves cost. The bound is worked out
/// with each change: it is that of a global run at the same prices. Not for several threads at once. The method is described in docs/concepts/solver.md.
/// </summary>
public sealed class IncrementalSolver
{
    private readonly HashSet<int> _unsettled = [];
    private KeptFleet _fleet;

    /// <param name="problem">With <see cref="Model.Current"/> where each model runs: it stays there as far as it fits; who has no place is placed.</param>
    /// <param name="prices">Of an earlier plan (<see cref="PlacementPlan.Prices"/>); null to find some, which takes as long as the bound of a global run.</param>
    /// <exception cref="PlacementProblemException">The problem makes no sense (every mistake is listed).</exception>
    public IncrementalSolver(PlacementProblem problem, KeptPrices? prices = null, CancellationToken cancellationToken = default)
    {
        ProblemValidator.ThrowIfInvalid(problem);
        _fleet = new KeptFleet(problem, prices, cancellationToken);
        var replacement = new Replacement(_fleet);
        Settle(Today.Place(_fleet), replacement);
        _unsettled.UnionWith(_fleet.Instance.Models.Where(m => m.Source.Current.Count > 0 && !IsWhereItSays(m)).Select(m => m.Index));
    }

    /// <summary>Solves a problem globally and keeps the plan.</summary>
    /// <exception cref="PlacementProblemException">The problem makes no sense (every mistake is listed).</exception>
    public static IncrementalSolver Solve(PlacementProblem problem, CancellationToken cancellationToken = default)
    {
        var plan = new PlacementSolver().Solve(problem, cancellationToken);
        var where = plan.Placements.ToLookup(p => p.Model, p => new CurrentPlacement(p.Pool, p.Replicas), StringComparer.Ordinal);
        return new IncrementalSolver(problem with { Models = problem.Models.Select(m => m with { Current = where[m.Id].ToList() }).ToList() }, plan.Prices, cancellationToken);
    }

    /// <summary>$/h of the whole fleet, penalties included.</summary>
    public double Total => _fleet.State.Total;

    /// <summary>A valid lower bound of it, everyone starting from where it ran before the last change.</summary>
    public double Bound => _fleet.Bound.Value;

    /// <summary>The problem as it is now, with <see cref="Model.Current"/> where each model ran before the last change.</summary>
    public PlacementProblem Problem => _fleet.Now();

    /// <summary>For a later start, or a global run.</summary>
    public KeptPrices Prices => _fleet.Prices();

    /// <param name="model">Its id must be new; <see cref="Model.Current"/> is not looked at.</param>
    /// <param name="moveBudget">Replicas of other models that may move if it does not fit otherwise.</param>
    /// <exception cref="PlacementProblemException">The model makes no sense, or its id is known.</exception>
    public IncrementalChange Add(Model model, int moveBudget = 0)
    {
        ModelIsNew(model);
        var replacement = Begin(moveBudget);
        var data = _fleet.Candidates.Of(model with { Current = [] }, _fleet.Number());
        _fleet.Put(data);
        return Finish([data.Index], [], replacement);
    }

    /// <param name="moveBudget">Replicas of other models that may move to where this one was.</param>
    /// <exception cref="PlacementProblemException">There is no such model.</exception>
    public IncrementalChange Remove(string model, int moveBudget = 0)
    {
        var data = Known(model);
        var replacement = Begin(moveBudget);
        data = _fleet.Instance.Models[data.Index];
        var freed = Array.ConvertAll(_fleet.State.Parts(data.Index), p => data.Options[p.Option].Pool);
        _fleet.State.Clear(data.Index);
        _fleet.Drop(data);
        return Finish([], freed, replacement);
    }

    /// <param name="model">Replaces the one of this id, from where that one runs.</param>
    /// <param name="moveBudget">Replicas of other models that may move if it does not fit otherwise.</param>
    /// <exception cref="PlacementProblemException">The model makes no sense, or there is none of this id.</exception>
    public IncrementalChange Change(Model model, int moveBudget = 0)
    {
        var known = Known(model.Id);
        Check(model);
        var replacement = Begin(moveBudget);
        known = _fleet.Instance.Models[known.Index];
        var parts = _fleet.State.Parts(known.Index);
        var freed = Array.ConvertAll(parts, p => known.Options[p.Option].Pool);
        var current = Array.ConvertAll(parts, p => new CurrentPlacement(known.Options[p.Option].Pool.Source.Id, p.Count));
        _fleet.State.Clear(known.Index);
        _fleet.Put(_fleet.Candidates.Of(model with { Current = current }, known.Index));
        return Finish([known.Index], freed, replacement);
    }

    /// <summary>Prices or nodes of a pool are others now. Who no longer fits there is placed anew.</summary>
    /// <param name="pool">Replaces the one of this id; cluster, region, provider, zone, accelerator, capacity type and node shape stay (<see cref="AddPools"/> takes what is new).</param>
    /// <param name="moveBudget">Replicas of other models that may move because it pays now.</param>
    /// <exception cref="PlacementProblemException">The pool makes no sense, there is none of this id, or it is another pool.</exception>
    public IncrementalChange ChangePool(Pool pool, int moveBudget = 0)
    {
        var data = PoolChecks.Same(_fleet, pool);
        var replacement = Begin(moveBudget);
        return Finish(PoolChange.Make(_fleet, data, pool), [data], replacement);
    }

    /// <summary>Pools are gone, with all that ran there: models that lost their place are placed anew.</summary>
    /// <param name="pools">By id, all of a lost cluster.</param>
    /// <param name="moveBudget">Replicas of models that lost nothing that may move so that these fit.</param>
    /// <exception cref="PlacementProblemException">There is no such pool.</exception>
    public IncrementalChange LosePools(IReadOnlyCollection<string> pools, int moveBudget = 0)
    {
        var lost = pools.Select(p => PoolChecks.Known(_fleet, p)).ToList();
        var replacement = Begin(moveBudget);
        return Finish(PoolChange.Lose(_fleet, lost), [], replacement);
    }

    /// <summary>A cluster, or pools of it, are new. Takes a while: the fleet is compiled anew, with the prices that are known.</summary>
    /// <param name="moveBudget">Replicas of other models that may move because it pays now.</param>
    /// <exception cref="PlacementProblemException">The pools make no sense together with those there are.</exception>
    public IncrementalChange AddPools(IReadOnlyList<Pool> pools, int moveBudget = 0)
    {
        Begin(0);
        var now = _fleet.Now();
        var problem = now with { Pools = [.. now.Pools, .. pools] };
        ProblemValidator.ThrowIfInvalid(problem);
        _fleet = new KeptFleet(problem, _fleet.Prices().With(now.Pools, pools), CancellationToken.None);
        var displaced = Today.Place(_fleet);
        return Finish(displaced, pools.Select(p => _fleet.FindPool(p.Id)!).ToList(), new Replacement(_fleet) { Budget = moveBudget });
    }

    /// <summary>The whole plan, with every sum taken anew.</summary>
    public PlacementPlan Plan()
    {
        var refused = _fleet.Instance.Models.Where(m => m.Refused).ToDictionary(m => m.Index, m => m.Refusal);
        return new PlanBuilder(_fleet.State, refused).Build(Bound, _fleet.State.Packer.Work, explain: false) with { Prices = Prices };
    }

    /// <summary>Where a model runs now becomes where it ran before the next change.</summary>
    private Replacement Begin(int moveBudget)
    {
        foreach (var index in _unsettled)
        {
            var model = _fleet.Instance.Models[index];
            if (model.Source.Id.Length > 0)
            {
                _fleet.Put(_fleet.Instance.Builder.Settled(model, _fleet.State.Parts(index)));
            }
        }

        _unsettled.Clear();
        return new Replacement(_fleet) { Budget = moveBudget };
    }

    private bool IsWhereItSays(ModelData model) =>
        model.Source.Current.Count == _fleet.State.Parts(model.Index).Length && _fleet.State.Parts(model.Index).All(p => model.Options[p.Option].Current == p.Count);

    private IncrementalChange Finish(IReadOnlyList<int> displaced, IReadOnlyCollection<PoolData> freed, Replacement replacement)
    {
        Settle(displaced, replacement);
        if (freed.Count > 0)
        {
            replacement.PlaceShort(freed);
            replacement.Improve(freed);
        }

        var (state, models) = (_fleet.State, replacement.Touched.ConvertAll(i => _fleet.Instance.Models[i]));
        return new IncrementalChange
        {
            Total = state.Total,
            Bound = Math.Min(Bound, state.Total),
            Models = models.ConvertAll(m => m.Source.Id),
            Placements = models.SelectMany(Placements).ToList(),
            OthersMoved = replacement.Moved,
            Unplaced = models.Where(m => state.Short.Contains(m.Index) || m.Refused).Select(Unplaced).ToList(),
        };
    }

    /// <summary>Places who lost its place; gangs first, then those who cost most when they stay without.</summary>
    private void Settle(IReadOnlyList<int> displaced, Replacement replacement)
    {
        var waiting = displaced.OrderByDescending(m => _fleet.Instance.Models[m].Gang).ThenByDescending(m => Construction.PenaltyPerGpu(_fleet.Instance.Models[m])).ThenBy(m => m).ToList();
        for (var rounds = 0; rounds < 4 && waiting.Count > 0; rounds++)
        {
            waiting.ForEach(replacement.Place);
            // Fewer replicas may need more nodes: such pools are packed anew.
            waiting = _fleet.State.Loose.SelectMany(p => Today.Evict(_fleet, p)).Distinct().ToList();
        }

        _unsettled.UnionWith(replacement.Touched);
    }

    private IEnumerable<ReplicaPlacement> Placements(ModelData model) => _fleet.State.Parts(model.Index)
        .Select(p => new ReplicaPlacement(model.Source.Id, model.Options[p.Option].Pool.Source.Id, p.Count, p.Count * model.Options[p.Option].ListRate));

    private UnplacedModel Unplaced(ModelData model)
    {
        var missing = model.Missing(ModelCost.Units(model, _fleet.State.Parts(model.Index)));
        return new UnplacedModel(model.Source.Id, missing, model.Refusal);
    }

    private ModelData Known(string model) => _fleet.Find(model)
        ?? throw new PlacementProblemException([$"model {model}: id: found no model with this id, expected one of the {_fleet.Instance.Models.Count(m => m.Source.Id.Length > 0)} models there are"]);

    private void ModelIsNew(Model model)
    {
        Check(model);
        if (_fleet.Find(model.Id) is not null)
        {
            throw new PlacementProblemException([$"model {model.Id}: id: found a model with this id already, expected a new id (or {nameof(Change)})"]);
        }
    }

    private static void Check(Model model)
    {
        var errors = new ProblemErrors();
        ModelValidator.Check(model with { Current = [] }, [], errors);
        if (errors.Messages.Count > 0)
        {
            throw new PlacementProblemException(errors.Messages);
        }
    }
}
