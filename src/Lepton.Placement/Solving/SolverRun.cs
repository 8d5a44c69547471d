using Lepton.Placement.Admission;
using Lepton.Placement.Bound;
using Lepton.Placement.Core;
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
        var inserter = new Inserter(_state, new ShadowPrices(_instance), _random);
        new Construction(_state, inserter, _admitted).Run(_cancellation);

        var multipliers = new Multipliers(_instance, _refused.Keys.ToHashSet());
        multipliers.Improve(_state.Total, Steps(), _cancellation);

        inserter = new Inserter(_state, multipliers.Shadow(), _random);
        var first = _state.Save();
        var firstTotal = _state.Total;
        new Construction(_state, inserter, _admitted).Run(_cancellation);
        if (_state.Total > firstTotal)
        {
            _state.Restore(first);
        }

        new LargeNeighbourhoodSearch(_state, inserter, _admitted, _random).Run(_work, multipliers.Bound, _cancellation);
        new Homing(_state, _admitted).Run();
        return new PlanBuilder(_state, _refused).Build(multipliers.Bound, _state.Packer.Work + multipliers.Work, explain: true);
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
