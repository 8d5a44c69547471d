using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Exact;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;

namespace Lepton.Placement.Solving;

/// <summary>One run of the solver, phase by phase.</summary>
internal sealed class SolverRun
{
    /// <summary>Instances with no more pairs of models and pools are searched completely as far as the work goes.</summary>
    private const int SmallPairs = 400;

    private const int Steps = 300;

    /// <summary>How often the average solution is rounded.</summary>
    private const int Roundings = 6;

    /// <summary>Beyond this many pairs every step of the bound costs more, and fewer are taken.</summary>
    private const long ManyPairs = 2_000_000;

    /// <summary>Pricing so many pairs of a model and a pool takes about as long as one packing.</summary>
    private const int PairsPerWork = 20;

    /// <summary>Parts of the work after which a small instance is tried completely.</summary>
    private static readonly double[] Stages = [0.02, 0.28, 0.7];

    private readonly Instance _instance;
    private readonly CancellationToken _cancellation;
    private readonly Action<SolverProgress>? _progress;
    private readonly int[] _admitted;
    private readonly State _state;
    private readonly Random _random;
    private readonly long _work;
    private readonly Multipliers _multipliers;
    private double _bound;

    internal SolverRun(Instance instance, int threads, Action<SolverProgress>? progress, CancellationToken cancellation)
    {
        (_instance, _progress, _cancellation) = (instance, progress, cancellation);
        _state = new State(instance, new Packer(instance, exact: IsComplete(instance)));
        _random = new Random(instance.Problem.Seed);
        _work = instance.Problem.Work > 0 ? instance.Problem.Work : Math.Min(PlacementSolver.MostWork, PlacementSolver.BaseWork + (PlacementSolver.WorkPerModel * instance.Models.Length));
        _admitted = instance.Models.Where(m => !m.Refused).Select(m => m.Index).ToArray();
        _multipliers = new Multipliers(instance, threads) { Grown = _state.Replace };
    }

    internal PlacementPlan Solve()
    {
        var steps = _instance.Pairs > ManyPairs ? Steps / 2 : Steps;
        _multipliers.Grow(steps / 2, _cancellation);
        Construct(_multipliers.Shadow());
        Report("first placement");
        _multipliers.Improve(_state.Total, steps, _cancellation);
        _bound = _multipliers.Bound;
        Report("bound");

        var shadow = _multipliers.Shadow();
        Construct(shadow);
        Report("priced placement");
        Search(shadow);
        Branch();
        Widen();
        new Homing(_state, Admitted()).Run();
        Report("done");
        return Plan();
    }

    private void Search(ShadowPrices shadow)
    {
        var search = new LargeNeighbourhoodSearch(_state, new Inserter(_state, shadow, _random), Admitted(), shadow, new PoolRent(_state, _multipliers.Relaxation, _multipliers.Best), _random);
        foreach (var part in Stages)
        {
            search.Run(_state.Packer.Work + (long)(_work * part), _bound, _cancellation);
            _bound = Math.Max(_bound, Prove());
            Report("search");
        }
    }

    /// <summary>Whether the instance is small, and whoever asks gives the work, for a complete search and exact packing.</summary>
    private static bool IsComplete(Instance instance) =>
        instance.Pairs <= SmallPairs && (instance.Problem.Work == 0 || instance.Problem.Work >= PlacementSolver.LeastWorkToProve);

    /// <summary>Complete search, where it may end: the closer the placement already is to the bound, the less is left to search.</summary>
    private double Prove()
    {
        if (!IsComplete(_instance) || _state.Reaches(_bound))
        {
            return _bound;
        }

        var refused = _instance.Models.Where(m => m.Refused).Sum(m => _state.ModelObjective(m.Index));
        return ExactSearch.Run(_state, _multipliers, Admitted(), refused, _work / 4, _cancellation);
    }

    private void Branch()
    {
        if (!_state.Reaches(_bound))
        {
            _multipliers.Branch(_state.Total, _work * PairsPerWork, _cancellation);
            _bound = Math.Max(_bound, _multipliers.Bound);
            Report("whole nodes");
        }
    }

    /// <summary>Keeps what is there if no construction is better.</summary>
    private void Construct(ShadowPrices shadow)
    {
        var first = _state.Save();
        var total = _state.Total;
        var construction = new Construction(_state, new Inserter(_state, shadow, _random), Admitted(), shadow);
        construction.Run(_cancellation);
        construction.Follow(Roundings, _cancellation);
        if (_state.Total > total)
        {
            _state.Restore(first);
        }
    }

    /// <summary>Who is not wholly placed looks at every pool there is before it is given up.</summary>
    private void Widen()
    {
        var narrow = Enumerable.Range(0, _state.Short.Count).Select(i => _instance.Models[_state.Short[i]]).Where(m => m.Others.Length > 0 && !m.Refused).OrderBy(m => m.Index).ToList();
        narrow.ForEach(m => _state.Replace(_instance.Builder.Extend(m, m.Others)));
        if (narrow.Count == 0)
        {
            return;
        }

        var inserter = new Inserter(_state, new ShadowPrices(_instance), _random);
        foreach (var model in narrow)
        {
            var before = _state.Total;
            _state.Begin();
            _state.Clear(model.Index);
            inserter.Insert(_instance.Models[model.Index], Guidance.Plain);
            if (_state.Total < before && _state.Sound)
            {
                _state.Commit();
            }
            else
            {
                _state.Rollback(before);
            }
        }
    }

    private PlacementPlan Plan()
    {
        var refused = _instance.Models.Where(m => m.Refused).ToDictionary(m => m.Index, m => m.Refusal);
        var shares = new Attribution(_instance, _state, _multipliers.Relaxation, _multipliers.Best).Shares();
        return new PlanBuilder(_state, refused).Build(_bound, _state.Packer.Work + _multipliers.Work, explain: true) with { GapShares = shares };
    }

    private List<ModelData> Admitted() => _admitted.Select(m => _instance.Models[m]).ToList();

    private void Report(string phase) => _progress?.Invoke(new SolverProgress(phase, _state.Total, _bound, _state.Short.Count, _state.Packer.Work + _multipliers.Work));
}
