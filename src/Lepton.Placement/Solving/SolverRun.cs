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
    private readonly List<int> _admitted = [];
    private readonly State _state;
    private readonly Random _random;
    private readonly long _work;

    internal SolverRun(Instance instance, CancellationToken cancellation)
    {
        (_instance, _cancellation) = (instance, cancellation);
        _state = new State(instance, new Packer(instance, exact: instance.Pairs <= SmallPairs));
        _random = new Random(instance.Problem.Seed);
        _work = instance.Problem.Work > 0 ? instance.Problem.Work : PlacementSolver.BaseWork + (PlacementSolver.WorkPerModel * instance.Models.Length);
    }

    internal PlacementPlan Solve()
    {
        Admit();
        var multipliers = new Multipliers(_instance) { Grown = _state.Replace };
        multipliers.Grow(Steps() / 2, _cancellation);
        Trace("grown");
        Construct(multipliers.Shadow());
        Trace("construct");
        multipliers.Improve(_state.Total, Steps(), _cancellation);
        Trace($"bound {multipliers.Bound:0.0}");

        var shadow = multipliers.Shadow();
        Construct(shadow);
        Trace("construct");
        var bound = multipliers.Bound;
        var search = new LargeNeighbourhoodSearch(_state, new Inserter(_state, shadow, _random), Admitted(), shadow, _random);
        foreach (var part in Stages)
        {
            search.Run(_state.Packer.Work + (long)(_work * part), bound, _cancellation);
            bound = Math.Max(bound, Prove(multipliers, bound));
            Trace($"stage {bound:0.0}");
        }

        new Homing(_state, Admitted()).Run();
        return new PlanBuilder(_state, _refused).Build(bound, _state.Packer.Work + multipliers.Work, explain: _instance.Pairs < Shortlist.WorthwhilePairs) with { GapShares = new Attribution(_instance, _state, multipliers.Relaxation, multipliers.Best).Shares() };
    }

    /// <summary>Complete search, where it may end: the closer the placement already is to the bound, the less is left to search.</summary>
    private double Prove(Multipliers multipliers, double bound)
    {
        if (_instance.Pairs > SmallPairs || _state.Total <= bound)
        {
            return bound;
        }

        var refused = _refused.Keys.Sum(m => _state.ModelObjective(m));
        return ExactSearch.Run(_state, multipliers, Admitted(), refused, _work / 4, _cancellation);
    }

    /// <summary>Keeps what is there if no construction is better.</summary>
    private void Construct(ShadowPrices shadow)
    {
        var first = _state.Save();
        var total = _state.Total;
        new Construction(_state, new Inserter(_state, shadow, _random), Admitted(), shadow).Run(_cancellation);
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
            if (model.Refused)
            {
                _refused[model.Index] = model.Refusal;
            }
            else
            {
                _admitted.Add(model.Index);
            }
        }
    }

    private List<ModelData> Admitted() => _admitted.ConvertAll(m => _instance.Models[m]);

    private void Trace(string what)
    {
        if (Environment.GetEnvironmentVariable("LTRACE") is not null) Console.WriteLine($"   [{System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:0.0}] {what}: total {_state.Total:0.0} short {_state.Short.Count}");
    }

    private int Steps() => int.Parse(Environment.GetEnvironmentVariable("STEPS") ?? "300");
}
