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
        _state = new State(instance, new Packer(instance, exact: instance.Pairs <= SmallPairs));
        _random = new Random(instance.Problem.Seed);
        _work = instance.Problem.Work > 0 ? instance.Problem.Work : PlacementSolver.DefaultWork;
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
        var search = new LargeNeighbourhoodSearch(_state, new Inserter(_state, shadow, _random), _admitted, _random);
        search.Run(_state.Packer.Work + (_work / 50), bound, _cancellation);
        if (_instance.Pairs <= SmallPairs && _state.Total > bound)
        {
            var refused = _refused.Keys.Sum(m => _state.ModelObjective(m));
            bound = Math.Max(bound, ExactSearch.Run(_state, multipliers, _admitted, refused, _work / 2, _cancellation));
        }

        search.Run(_work, bound, _cancellation);
        new Homing(_state, _admitted).Run();
        return new PlanBuilder(_state, _refused).Build(bound, _state.Packer.Work + multipliers.Work, explain: true);
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

    private int Steps() => (int)Math.Clamp(4_000_000L / Math.Max(1, _instance.Pairs), 20, 300);
}
