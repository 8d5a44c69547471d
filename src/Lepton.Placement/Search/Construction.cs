using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>First placements: today's as far as it still holds, and greedy ones in several orders.</summary>
internal sealed class Construction
{
    private readonly State _state;
    private readonly Inserter _inserter;
    private readonly ShadowPrices _shadow;
    private readonly ModelData[] _models;

    /// <param name="models">Those that are to be placed.</param>
    internal Construction(State state, Inserter inserter, IReadOnlyList<ModelData> models, ShadowPrices shadow)
    {
        (_state, _inserter, _shadow) = (state, inserter, shadow);
        _models = models.ToArray();
    }

    /// <summary>Leaves the best of all orders in the state.</summary>
    internal void Run(CancellationToken cancellationToken) =>
        Best(Orders().Select(o => (o.Order, Place: (Action<ModelData>)(m => _inserter.Insert(m, o.Guidance)))), cancellationToken);

    /// <summary>Leaves the best of several roundings of the bound's average solution in the state, or what was there.</summary>
    internal void Follow(int times, CancellationToken cancellationToken)
    {
        var order = Ordered(m => m.Gang ? double.MaxValue : LargestNeed(m));
        Best(Enumerable.Repeat((order, (Action<ModelData>)_inserter.Follow), times), cancellationToken);
    }

    private void Best(IEnumerable<(ModelData[] Order, Action<ModelData> Place)> ways, CancellationToken cancellationToken)
    {
        var best = _state.Save();
        var bestTotal = _state.Total;
        foreach (var (order, place) in ways)
        {
            ClearAll();
            foreach (var model in order)
            {
                place(model);
            }

            if (_state.Total < bestTotal && _state.Sound)
            {
                (best, bestTotal) = (_state.Save(), _state.Total);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        _state.Restore(best);
    }

    private void ClearAll()
    {
        foreach (var model in _models)
        {
            _state.Clear(model.Index);
        }
    }

    private IEnumerable<(ModelData[] Order, Guidance Guidance)> Orders()
    {
        var byPenalty = Ordered(PenaltyPerGpu);
        if (Array.Exists(_models, m => m.CurrentReplicas > 0))
        {
            yield return (Ordered(m => m.CurrentReplicas > 0 ? 1 : 0), Guidance.Plain);
        }

        yield return (byPenalty, Guidance.Plain);
        yield return (byPenalty, new Guidance(1, 0));
        yield return (Ordered(Surplus), new Guidance(1, 0));
        yield return (Ordered(m => m.Gang ? double.MaxValue : LargestNeed(m)), new Guidance(1, 0));
        yield return (Ordered(m => -m.Options.Length), new Guidance(1, 0));
    }

    private ModelData[] Ordered(Func<ModelData, double> key) => _models.OrderByDescending(key).ThenByDescending(PenaltyPerGpu).ThenBy(m => m.Index).ToArray();

    /// <summary>What is lost by leaving it, at the prices of the bound, in terms of what it pays.</summary>
    private double Surplus(ModelData model) => (model.WholePenalty - _shadow.Least(model)) / Math.Max(1e-9, _shadow.Least(model));

    private static double LargestNeed(ModelData model) => model.Options.Length == 0 ? 0 : model.Options.Max(o => o.Need.Gpus);

    /// <summary>What leaving it costs per GPU it would take: who gives up capacity last.</summary>
    internal static double PenaltyPerGpu(ModelData model) =>
        model.Options.Length == 0 ? 0 : model.WholePenalty / model.Options.Min(o => Math.Max(1, o.Need.Gpus) * (double)model.Needed(o.Units));
}
