using Lepton.Placement.Admission;
using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Exact;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;

namespace Lepton.Placement.Solving;

/// <summary>One run of the solver, phase by phase.</summary>
internal sealed class SolverRun
{
    private const int SmallPairs = 400;

    /// <summary>Pairs of models and pools priced for the bound, over all steps.</summary>
    private const long StepPairs = 4_000_000;

    /// <summary>Parts of the work after which a small instance is tried completely.</summary>
    private static readonly double[] Stages = [0.02, 0.28, 0.7];

    private readonly Instance _instance;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<int, IReadOnlyList<string>> _refused = [];
    private readonly List<ModelData> _admitted = [];
    private readonly State _state;
    private readonly Random _random;
    private readonly long _work;

    internal SolverRun(Instance instance, CancellationToken cancellation)
    {
        (_instance, _cancellation) = (instance, cancellation);
        _state = new State(instance, new Packer(instance, exact: IsComplete(instance)));
        _random = new Random(instance.Problem.Seed);
        _work = instance.Problem.Work > 0 ? instance.Problem.Work : PlacementSolver.BaseWork + (PlacementSolver.WorkPerModel * instance.Models.Length);
    }

    internal PlacementPlan Solve()
    {
        Admit();
        Construct(new ShadowPrices(_instance));
        var multipliers = new Multipliers(_instance, _refused.Keys.ToHashSet());
        multipliers.Improve(_state.Total, Steps(), _cancellation);

        var shadow = multipliers.Shadow();
        Construct(shadow);
        var bound = multipliers.Bound;
        var search = new LargeNeighbourhoodSearch(_state, new Inserter(_state, shadow, _random), _admitted, shadow, _random);
        foreach (var part in Stages)
        {
            search.Run(_state.Packer.Work + (long)(_work * part), bound, _cancellation);
            bound = Math.Max(bound, Prove(multipliers, bound));
        }

        new Homing(_state, _admitted).Run();
        return new PlanBuilder(_state, _refused).Build(bound, _state.Packer.Work + multipliers.Work, explain: true);
    }

    /// <summary>Whether the instance is small, and whoever asks gives the work, for a complete search and exact packing.</summary>
    private static bool IsComplete(Instance instance) =>
        instance.Pairs <= SmallPairs && (instance.Problem.Work == 0 || instance.Problem.Work >= PlacementSolver.LeastWorkToProve);

    /// <summary>Complete search, where it may end: the closer the placement already is to the bound, the less is left to search.</summary>
    private double Prove(Multipliers multipliers, double bound)
    {
        if (!IsComplete(_instance) || _state.Total <= bound)
        {
            return bound;
        }

        var refused = _refused.Keys.Sum(m => _state.ModelObjective(m));
        return ExactSearch.Run(_state, multipliers, _admitted, refused, _work / 4, _cancellation);
    }

    /// <summary>Keeps what is there if no construction is better.</summary>
    private void Construct(ShadowPrices shadow)
    {
        var first = _state.Save();
        var total = _state.Total;
        new Construction(_state, new Inserter(_state, shadow, _random), _admitted).Run(_cancellation);
        if (_state.Total > total)
        {
            _state.Restore(first);
        }
    }

    /// <summary>Who cannot be placed at all is refused with the reason and stays out of the search.</summary>
    private void Admit()
    {
        foreach (var model in _instance.Models)
        {
            var reasons = Refusal.Of(_instance, model);
            if (reasons.Count > 0)
            {
                _refused[model.Index] = reasons;
            }
            else
            {
                _admitted.Add(model);
            }
        }
    }

    private int Steps() => (int)Math.Clamp(StepPairs / Math.Max(1, _instance.Pairs), 20, 300);
}
