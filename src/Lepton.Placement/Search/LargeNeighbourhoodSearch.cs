using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>
/// Takes some models out and places them anew, again and again; keeps only what is truly cheaper. Deterministic by seed and work limit. Source: Shaw,
/// "Using constraint programming and local search methods to solve vehicle routing problems", 1998; Pisinger and Ropke, "Large neighborhood search", 2010.
/// </summary>
internal sealed class LargeNeighbourhoodSearch
{
    /// <summary>A gain below this is rounding.</summary>
    private const double LeastGain = 5e-9;

    private readonly State _state;
    private readonly Inserter _inserter;
    private readonly Neighbourhood _neighbourhood;
    private readonly Exchange _exchange;
    private readonly Random _random;
    private readonly ModelData[] _models;

    internal LargeNeighbourhoodSearch(State state, Inserter inserter, IReadOnlyList<ModelData> models, ShadowPrices shadow, Random random)
    {
        (_state, _inserter, _random) = (state, inserter, random);
        _models = models.Where(m => m.Options.Length > 0).ToArray();
        _exchange = new Exchange(state, _models, LeastGain, random);
        _neighbourhood = new Neighbourhood(state, _models, shadow, random);
    }

    /// <param name="work">Stop once the packer has done this much.</param>
    /// <param name="bound">No placement costs less: stop when it is reached.</param>
    internal void Run(long work, double bound, CancellationToken cancellationToken)
    {
        if (_models.Length == 0)
        {
            return;
        }

        var (idle, looked) = (0, double.PositiveInfinity);
        while (_state.Packer.Work < work && idle < 50_000 && !cancellationToken.IsCancellationRequested)
        {
            if (_state.Total < looked && _state.Reaches(bound))
            {
                break;
            }

            (looked, var before) = (_state.Total, _state.Packer.Work);
            if (_random.Next(2) == 0)
            {
                _exchange.Step(_neighbourhood.Regretful());
            }
            else
            {
                Step();
            }

            idle = _state.Packer.Work == before ? idle + 1 : 0;
        }
    }

    private void Step()
    {
        var models = _neighbourhood.Next().Select(i => _state.Instance.Models[i]).ToArray();
        var before = _state.Total;
        _state.Begin();
        foreach (var model in models)
        {
            _state.Clear(model.Index);
        }

        var guidance = new Guidance(_random.Next(4) switch { 0 => 0, 1 => 0.5, _ => 1 }, _random.Next(3) switch { 0 => 0, 1 => 0.05, _ => 0.3 });
        Reorder(models);
        foreach (var model in models)
        {
            _inserter.Insert(model, guidance);
        }

        if (_state.Total < before - LeastGain && _state.Sound)
        {
            KeepPlaces(models);
            _state.Commit();
        }
        else
        {
            _state.Rollback(before);
        }
    }

    /// <summary>Who gained nothing by the change goes back to where it was.</summary>
    private void KeepPlaces(ModelData[] models)
    {
        foreach (var model in models)
        {
            var (old, now, total) = (_state.Before(model.Index), _state.Parts(model.Index), _state.Total);
            if (!old.SequenceEqual(now) && _state.TrySet(model.Index, old) && (_state.Total > total + LeastGain || !_state.Sound))
            {
                _state.TrySet(model.Index, now);
            }
        }
    }

    private void Reorder(ModelData[] models)
    {
        switch (_random.Next(3))
        {
            case 0:
                _random.Shuffle(models);
                break;
            case 1:
                Array.Sort(models, (a, b) => b.WholePenalty.CompareTo(a.WholePenalty) is var c && c != 0 ? c : a.Index.CompareTo(b.Index));
                break;
            default:
                break;
        }
    }
}
