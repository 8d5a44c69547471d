using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>The best of several placements of one model, judged by what the whole then costs.</summary>
internal sealed class Choice(State state, ModelData model)
{
    private readonly double _without = state.Total;
    private Part[] _best = [];
    private double _bestTotal = state.Total;

    /// <summary>Whether a placement that costs at least this much beside the others could still be the best.</summary>
    internal bool MayBeat(double atLeast) => _without - state.Instance.Models[model.Index].WholePenalty + atLeast < _bestTotal;

    internal void Try(Part[] parts)
    {
        if (parts.Length > 0 && !parts.AsSpan().SequenceEqual(_best) && state.TrySet(model.Index, parts) && state.Total < _bestTotal)
        {
            (_best, _bestTotal) = (parts, state.Total);
        }
    }

    /// <summary>Leaves the best in the state.</summary>
    internal void Settle()
    {
        if (!ReferenceEquals(state.Parts(model.Index), _best))
        {
            state.TrySet(model.Index, _best);
        }
    }
}
