using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Exact;

/// <summary>
/// Places a few models that share pools anew, all together: branch and bound over their cheapest patterns while everybody else stays. Reduced costs, and
/// what pools cost beyond the multipliers' charges, cut off almost everything.
/// </summary>
internal sealed class PatternSearch(State state, ShadowPrices shadow, PoolRent rent, PatternLists lists)
{
    private const double LeastGain = 5e-9;

    private readonly List<(ModelData Model, List<Pattern> Patterns)> _branches = [];
    private readonly List<PoolData> _pools = [];
    private readonly int[] _lastUse = new int[state.Instance.Pools.Length];
    private Part[][] _chosen = [];
    private Part[][] _best = [];
    private double[] _rest = [];
    private double _bestTotal;
    private double _fixed;
    private long _work;

    /// <summary>Leaves the best placement found in the state, or what was there.</summary>
    /// <param name="work">Packings to ask for at most.</param>
    internal void Improve(IEnumerable<ModelData> models, long work)
    {
        var before = state.Total;
        if (!Begin(models, work))
        {
            return;
        }

        state.Begin();
        foreach (var (model, _) in _branches)
        {
            state.Clear(model.Index);
        }

        Branch(0, 0);
        state.Rollback(before);
        if (_bestTotal < before - LeastGain)
        {
            Take(before);
        }
    }

    private bool Begin(IEnumerable<ModelData> models, long work)
    {
        _branches.Clear();
        foreach (var model in models)
        {
            if (lists.Of(model) is { Count: > 1 } patterns)
            {
                _branches.Add((model, patterns));
            }
        }

        if (_branches.Count == 0)
        {
            return false;
        }

        Order();
        (_chosen, _best) = (new Part[_branches.Count][], []);
        (_bestTotal, _work) = (state.Total, state.Packer.Work + work);
        _rest = new double[_branches.Count + 1];
        for (var i = _branches.Count - 1; i >= 0; i--)
        {
            _rest[i] = _rest[i + 1] + _branches[i].Patterns[0].Reduced;
        }

        // What neither these models nor the pools they may use have a part in.
        _fixed = state.Total - _pools.Sum(rent.Now) - _branches.Sum(b => Reduced(b.Model));
        return _fixed + _rest[0] < _bestTotal - LeastGain;
    }

    private double Reduced(ModelData model) => shadow.Regret(model, state.Parts(model.Index)) + shadow.Least(model);

    /// <summary>Few patterns first, and who shares pools next to each other.</summary>
    private void Order()
    {
        _branches.Sort((a, b) => a.Patterns.Count.CompareTo(b.Patterns.Count) is var c && c != 0 ? c : a.Model.Index.CompareTo(b.Model.Index));
        foreach (var pool in _pools)
        {
            _lastUse[pool.Index] = 0;
        }

        _pools.Clear();
        for (var depth = 0; depth < _branches.Count; depth++)
        {
            var (model, patterns) = _branches[depth];
            foreach (var pattern in patterns)
            {
                Use(model, pattern.Parts, depth);
            }

            Use(model, state.Parts(model.Index), depth);
        }
    }

    private void Use(ModelData model, Part[] parts, int depth)
    {
        foreach (var part in parts)
        {
            var pool = model.Options[part.Option].Pool;
            if (_lastUse[pool.Index] == 0)
            {
                _pools.Add(pool);
            }

            // One more, so that 0 is none.
            _lastUse[pool.Index] = depth + 1;
        }
    }

    private void Branch(int depth, double reduced)
    {
        if (depth == _branches.Count)
        {
            if (state.Total < _bestTotal - LeastGain && state.Sound)
            {
                (_bestTotal, _best) = (state.Total, (Part[][])_chosen.Clone());
            }

            return;
        }

        var (model, patterns) = _branches[depth];
        foreach (var pattern in patterns)
        {
            var least = _fixed + reduced + pattern.Reduced + _rest[depth + 1];
            if (least >= _bestTotal - LeastGain || state.Packer.Work >= _work)
            {
                break;
            }

            if (state.TrySet(model.Index, pattern.Parts) && least + Rents(depth) < _bestTotal - LeastGain)
            {
                _chosen[depth] = pattern.Parts;
                Branch(depth + 1, reduced + pattern.Reduced);
            }
        }

        state.Clear(model.Index);
    }

    private double Rents(int depth)
    {
        var rents = 0.0;
        foreach (var pool in _pools)
        {
            rents += _lastUse[pool.Index] <= depth + 1 ? rent.Now(pool) : rent.AtLeast(pool);
        }

        return rents;
    }

    private void Take(double before)
    {
        state.Begin();
        foreach (var (model, _) in _branches)
        {
            state.Clear(model.Index);
        }

        var fits = true;
        for (var i = 0; i < _branches.Count && fits; i++)
        {
            fits = state.TrySet(_branches[i].Model.Index, _best[i]);
        }

        if (fits && state.Sound && state.Total < before - LeastGain)
        {
            state.Commit();
        }
        else
        {
            state.Rollback(before);
        }
    }
}
