using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>
/// Takes some models out and places them anew, again and again; for a while it also goes on from what is a little dearer, less and less so, and keeps the
/// best it met (simulated annealing: Kirkpatrick, Gelatt, Vecchi, 1983). Deterministic by seed and work limit. Source: Shaw,
/// "Using constraint programming and local search methods to solve vehicle routing problems", 1998; Pisinger and Ropke, "Large neighborhood search", 2010.
/// </summary>
internal sealed class LargeNeighbourhoodSearch
{
    /// <summary>A gain below this is rounding.</summary>
    private const double LeastGain = 5e-9;

    /// <summary>At the start a step may make the whole dearer by about this part of a model's share of the distance to the bound; towards the end not at all.</summary>
    private const double Warmth = 0.3;

    private readonly State _state;
    private readonly Inserter _inserter;
    private readonly Neighbourhood _neighbourhood;
    private readonly Exchange _exchange;
    private readonly Random _random;
    private readonly ModelData[] _models;
    private double _bestTotal;
    private double _most;

    internal LargeNeighbourhoodSearch(State state, Inserter inserter, IReadOnlyList<ModelData> models, ShadowPrices shadow, Random random)
    {
        (_state, _inserter, _random) = (state, inserter, random);
        _models = models.Where(m => m.Options.Length > 0).ToArray();
        var order = new PriceOrder(state.Instance, _models, shadow, random);
        _exchange = new Exchange(state, _models, order, random);
        _neighbourhood = new Neighbourhood(state, _models, shadow, order, random);
    }

    /// <param name="work">Stop once the packer has done this much.</param>
    /// <param name="bound">No placement costs less: stop when it is reached.</param>
    internal void Run(long work, double bound, CancellationToken cancellationToken)
    {
        if (_models.Length == 0)
        {
            return;
        }

        _state.Mark();
        _bestTotal = _state.Total;
        var (start, idle, looked) = (_state.Packer.Work, 0, double.PositiveInfinity);
        var warmth = Warmth * (_bestTotal - bound) / _models.Length;
        while (_state.Packer.Work < work && idle < 50_000 && !cancellationToken.IsCancellationRequested)
        {
            if (_state.Total < looked && _state.Reaches(bound))
            {
                break;
            }

            (looked, var before) = (_state.Total, _state.Packer.Work);
            var left = 1 - ((double)(before - start) / Math.Max(1, work - start));
            _most = _state.Total + Math.Max(-LeastGain, -warmth * left * left * Math.Log(1 - _random.NextDouble()));
            Any();
            idle = _state.Packer.Work == before ? idle + 1 : 0;
        }

        if (_state.Total > _bestTotal)
        {
            _state.Return();
        }

        _state.Forget();
    }

    private void Any()
    {
        if (_random.Next(2) == 0)
        {
            _exchange.Step(_neighbourhood.Regretful(), _most);
        }
        else
        {
            Step();
        }

        if (_state.Total < _bestTotal - LeastGain)
        {
            _state.Mark();
            _bestTotal = _state.Total;
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

        if (_state.Total < _most && _state.Sound)
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
