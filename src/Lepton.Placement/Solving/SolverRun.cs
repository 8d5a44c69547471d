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

    private const int Steps = 600;

    /// <summary>Steps of the bound in which replicas are whole.</summary>
    private const int WholeSteps = 300;

    /// <summary>How often the average solution is rounded.</summary>
    private const int Roundings = 6;

    /// <summary>Beyond this many pairs every step of the bound costs more, and fewer are taken.</summary>
    private const long ManyPairs = 2_000_000;

    /// <summary>Up to so many pairs a placement at the first prices comes first: the bound may already reach it, and it is one more to choose from.</summary>
    private const long FewPairs = 20_000;

    /// <summary>Pricing so many pairs of a model and a pool takes about as long as one packing.</summary>
    private const int PairsPerWork = 20;

    /// <summary>Pools that are added to a model which is not wholly placed, before the search.</summary>
    private const int MostWider = 40;

    /// <summary>Parts of the work that are searched, and how much of it a complete search of a small instance may take then: a quick try, and a long one in the end.</summary>
    private static readonly (double Search, double Prove)[] Stages = [(0.02, 0.25), (0.28, 0), (0.7, 4)];

    /// <summary>With fewer models one core is done before a second is worth its start.</summary>
    private const int FewModels = 100;

    /// <summary>A small instance is searched so often from elsewhere: one search may end in a corner, and each is short.</summary>
    private const int Restarts = 10;

    private readonly Instance _instance;
    private readonly CancellationToken _cancellation;
    private readonly Action<SolverProgress>? _progress;
    private readonly int[] _admitted;
    private readonly State _state;
    private readonly Random _random;
    private readonly long _work;
    private readonly Multipliers _multipliers;
    private readonly int _threads;
    private double _bound;
    private long _sideWork;

    internal SolverRun(Instance instance, int threads, Action<SolverProgress>? progress, CancellationToken cancellation)
    {
        (_instance, _threads, _progress, _cancellation) = (instance, threads, progress, cancellation);
        _state = new State(instance, new Packer(instance, exact: IsComplete(instance)));
        _random = new Random(instance.Problem.Seed);
        _work = instance.Problem.Work > 0 ? instance.Problem.Work : Math.Min(PlacementSolver.MostWork, PlacementSolver.BaseWork + (PlacementSolver.WorkPerModel * instance.Models.Length));
        _admitted = instance.Models.Where(m => !m.Refused).Select(m => m.Index).ToArray();
        _multipliers = new Multipliers(instance, threads, instance.Problem.Prices) { Grown = _state.Replace };
    }

    internal PlacementPlan Solve()
    {
        var fewer = _instance.Pairs > ManyPairs ? 3 : 1;
        _multipliers.Grow(Steps / 2 / fewer, _cancellation);
        if (_instance.Pairs <= FewPairs)
        {
            Construct(_multipliers.Shadow());
            Report("first placement");
        }

        _multipliers.Improve(_state.Total, Steps / fewer, WholeSteps / (fewer * fewer), _cancellation);
        _bound = _multipliers.Bound;
        Report("bound");
        Construct(_multipliers.Shadow());
        Report("priced placement");
        Widen(MostWider);
        Search(_multipliers.Shadow());
        Branch();
        Widen(int.MaxValue);
        new Homing(_state, Admitted()).Run();
        Report("done");
        return Plan();
    }

    private void Search(ShadowPrices shadow)
    {
        var search = new LargeNeighbourhoodSearch(_state, new Inserter(_state, shadow, _random), Admitted(), shadow, _random);
        var together = new SideBySide(_state, search, Admitted(), shadow, _instance.Problem.Seed, _instance.Models.Length < FewModels ? 1 : _threads);
        foreach (var (part, proof) in Stages)
        {
            if (proof > 1 && IsComplete(_instance))
            {
                Restart(search, shadow);
            }

            together.Run((long)(_work * part), _bound, _cancellation);
            _sideWork = together.Work;
            _bound = Math.Max(_bound, proof > 0 ? Prove((long)(_work * proof)) : 0);
            Report("search");
        }
    }

    /// <summary>The best of several searches, each from a first placement of its own.</summary>
    private void Restart(LargeNeighbourhoodSearch search, ShadowPrices shadow)
    {
        var inserter = new Inserter(_state, shadow, _random);
        for (var time = 0; time < Restarts && !_state.Reaches(_bound) && !_cancellation.IsCancellationRequested; time++)
        {
            var (best, total) = (_state.Save(), _state.Total);
            var order = Admitted().ToArray();
            _random.Shuffle(order);
            Array.ForEach(order, m => _state.Clear(m.Index));
            Array.ForEach(order, m => inserter.Insert(m, new Guidance(1, 0.3)));
            search.Run(_state.Packer.Work + (_work / 2), _bound, _cancellation);
            if (_state.Total > total || !_state.Sound)
            {
                _state.Restore(best);
            }
        }
    }

    /// <summary>Whether the instance is small, and whoever asks gives the work, for a complete search and exact packing.</summary>
    private static bool IsComplete(Instance instance) =>
        instance.Pairs <= SmallPairs && (instance.Problem.Work == 0 || instance.Problem.Work >= PlacementSolver.LeastWorkToProve);

    /// <summary>Complete search, where it may end: the closer the placement already is to the bound, the less is left to search.</summary>
    private double Prove(long work)
    {
        if (!IsComplete(_instance) || _state.Reaches(_bound))
        {
            return _bound;
        }

        var refused = _instance.Models.Where(m => m.Refused).Sum(m => _state.ModelObjective(m.Index));
        return ExactSearch.Run(_state, _multipliers, Admitted(), refused, work, _cancellation);
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

    /// <summary>Who is not wholly placed looks at further pools before it is given up: at those that have room, the cheapest first.</summary>
    /// <param name="most">Pools added to a model at most.</param>
    private void Widen(int most)
    {
        var narrow = Enumerable.Range(0, _state.Short.Count).Select(i => _instance.Models[_state.Short[i]]).Where(m => m.Others.Length > 0 && !m.Refused).OrderBy(m => m.Index).ToList();
        narrow.ForEach(m => _state.Replace(_instance.Builder.Extend(m, Others(m, most))));
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

    private IReadOnlyCollection<int> Others(ModelData model, int most)
    {
        if (most >= model.Others.Length)
        {
            return model.Others;
        }

        // A gang looks at whole clusters.
        var pools = model.Others.Select(p => _instance.Pools[p])
            .Select(p => (Pool: p, Shape: ReplicaShape.Of(model.Source, p.Source)))
            .Where(x => _state.Pool(x.Pool.Index).AtMost(x.Shape.Need, 1) > 0)
            .OrderBy(x => ((x.Shape.Need.Gpus * (x.Pool.GpuPrice + _instance.Market[x.Pool.Index])) + model.Source.PlaceCost(x.Pool.Source)) / x.Shape.Units).ThenBy(x => x.Pool.Index)
            .Take(most).Select(x => x.Pool).ToList();
        var clusters = pools.Select(p => p.Cluster).ToHashSet();
        return model.Gang ? model.Others.Where(p => clusters.Contains(_instance.Pools[p].Cluster)).ToList() : pools.Select(p => p.Index).ToList();
    }

    private PlacementPlan Plan()
    {
        var refused = _instance.Models.Where(m => m.Refused).ToDictionary(m => m.Index, m => m.Refusal);
        var shares = new Attribution(_instance, _state, _multipliers.Relaxation, _multipliers.Best).Shares();
        return new PlanBuilder(_state, refused).Build(_bound, _state.Packer.Work + _sideWork + _multipliers.Work, explain: true) with { GapShares = shares, Prices = _multipliers.Kept() };
    }

    private List<ModelData> Admitted() => _admitted.Select(m => _instance.Models[m]).ToList();

    private void Report(string phase) => _progress?.Invoke(new SolverProgress(phase, _state.Total, _bound, _state.Short.Count, _state.Packer.Work + _sideWork + _multipliers.Work));
}
