using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Exact;

/// <summary>
/// Branch and bound over the patterns of few models: proves the optimum of small instances. A node's bound is the better of the Lagrangian one (reduced
/// costs of the patterns chosen and of the best left) and of what is already paid for certain.
/// </summary>
internal sealed class ExactSearch
{
    private const int MostPatterns = 8000;
    private const double LeastGain = 5e-9;

    private readonly State _state;
    private readonly List<(ModelData Model, List<Pattern> Patterns)> _branches = [];
    private readonly double _constant;
    private readonly PoolRent _rent;
    private readonly CancellationToken _cancellation;
    private double[] _restReduced = [];
    private double[] _restCost = [];
    private int[] _lastUse = [];
    private double _best;
    private State.Snapshot _bestState;
    private long _work;
    private bool _complete = true;

    private ExactSearch(State state, Multipliers multipliers, CancellationToken cancellation)
    {
        (_state, _cancellation) = (state, cancellation);
        (_best, _bestState) = (state.Total, state.Save());
        _constant = multipliers.Constant;
        _rent = new PoolRent(state, multipliers.Relaxation, multipliers.Best);
    }

    /// <summary>Improves the state to the optimum if it can be proven within the work.</summary>
    /// <param name="refusedCost">Objective of the models that cannot be placed.</param>
    /// <returns>A valid lower bound: the objective itself when proven.</returns>
    internal static double Run(State state, Multipliers multipliers, IReadOnlyList<ModelData> models, double refusedCost, long work, CancellationToken cancellation)
    {
        var search = new ExactSearch(state, multipliers, cancellation);
        var shadow = multipliers.Shadow();

        // Reduced costs are those of the best multipliers, so the gap is that to their bound, even if a better bound is known otherwise.
        var bound = search._constant + refusedCost + models.Sum(shadow.Least);
        return search.Enumerate(models, shadow, state.Total - bound) ? search.Prove(refusedCost, work) : multipliers.Bound;
    }

    private bool Enumerate(IReadOnlyList<ModelData> models, ShadowPrices shadow, double gap)
    {
        foreach (var model in models)
        {
            if (PatternEnumerator.All(_state.Instance, model, shadow, gap, MostPatterns) is not { } patterns)
            {
                return false;
            }

            _branches.Add((model, patterns));
        }

        return true;
    }

    private double Prove(double refusedCost, long work)
    {
        var root = _constant + refusedCost + _branches.Sum(b => b.Patterns[0].Reduced);
        foreach (var (_, patterns) in _branches)
        {
            var others = root - patterns[0].Reduced;
            patterns.RemoveAll(p => others + p.Reduced >= _best - LeastGain && p != patterns[0]);
        }

        Order();
        _restReduced = Suffix(b => b.Patterns.Min(p => p.Reduced));
        _restCost = Suffix(b => b.Patterns.Min(p => p.Cost));
        foreach (var (model, _) in _branches)
        {
            _state.Clear(model.Index);
        }

        _work = _state.Packer.Work + work;
        var unproven = _state.Packer.Unproven;
        Branch(0, _constant + refusedCost, refusedCost, Rents(-1));
        _state.Restore(_bestState);
        return _complete && _state.Packer.Unproven == unproven ? _state.Total : root;
    }

    /// <summary>Few patterns first, and who shares pools next to each other: a pool nobody else can use any more shows what it costs.</summary>
    private void Order()
    {
        var left = _branches.OrderBy(b => b.Patterns.Count).ThenBy(b => b.Model.Index).ToList();
        var seen = new HashSet<int>();
        _branches.Clear();
        while (left.Count > 0)
        {
            var next = left.Find(b => Pools(b).Any(seen.Contains));
            next = next.Model is null ? left[0] : next;
            left.Remove(next);
            seen.UnionWith(Pools(next));
            _branches.Add(next);
        }

        _lastUse = new int[_state.Instance.Pools.Length];
        for (var depth = 0; depth < _branches.Count; depth++)
        {
            foreach (var pool in Pools(_branches[depth]))
            {
                _lastUse[pool] = depth;
            }
        }
    }

    private static IEnumerable<int> Pools((ModelData Model, List<Pattern> Patterns) branch) =>
        branch.Patterns.SelectMany(p => p.Parts).Select(p => p.Option).Distinct().Select(o => branch.Model.Options[o].Pool.Index);

    private double[] Suffix(Func<(ModelData, List<Pattern> Patterns), double> least)
    {
        var sums = new double[_branches.Count + 1];
        for (var i = _branches.Count - 1; i >= 0; i--)
        {
            sums[i] = sums[i + 1] + least(_branches[i]);
        }

        return sums;
    }

    /// <param name="reduced">Lagrangian value of what is decided.</param>
    /// <param name="paid">Cost of what is decided, without nodes.</param>
    /// <param name="rents">Of what is decided: see <see cref="Rents"/>.</param>
    private void Branch(int depth, double reduced, double paid, double rents)
    {
        if (depth == _branches.Count)
        {
            if (_state.Total < _best - LeastGain && _state.Sound)
            {
                (_best, _bestState) = (_state.Total, _state.Save());
            }

            return;
        }

        var (model, patterns) = _branches[depth];
        foreach (var pattern in patterns)
        {
            if (reduced + pattern.Reduced + _restReduced[depth + 1] + rents >= _best - LeastGain)
            {
                break;
            }

            if (paid + pattern.Cost + _restCost[depth + 1] >= _best - LeastGain)
            {
                continue;
            }

            if (_state.Packer.Work >= _work || _cancellation.IsCancellationRequested)
            {
                _complete = false;
                break;
            }

            if (_state.TrySet(model.Index, pattern.Parts)
                && paid + pattern.Cost + Nodes() + _restCost[depth + 1] < _best - LeastGain
                && Rents(depth) is var more && reduced + pattern.Reduced + _restReduced[depth + 1] + more < _best - LeastGain)
            {
                Branch(depth + 1, reduced + pattern.Reduced, paid + pattern.Cost, more);
            }
        }

        _state.Clear(model.Index);
    }

    /// <summary>What is certain beyond the multipliers' charges: all of it in pools that nobody deeper can use.</summary>
    private double Rents(int depth)
    {
        var rents = 0.0;
        foreach (var pool in _state.Instance.Pools)
        {
            rents += _lastUse[pool.Index] <= depth ? _rent.Now(pool) : _rent.AtLeast(pool);
        }

        return rents;
    }

    /// <summary>$/h of the nodes opened so far: more replicas never need fewer.</summary>
    private double Nodes()
    {
        var cost = 0.0;
        foreach (var pool in _state.Instance.Pools)
        {
            cost += _state.Pool(pool.Index).NewNodes * pool.NodePrice;
        }

        return cost;
    }
}
