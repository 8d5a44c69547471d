using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Bound;

/// <summary>
/// Finds multipliers with a high bound: ascent over the candidates, further candidates where prices make others better, cuts where nodes are opened by
/// fractions, and in the end one look at every pair. The best multipliers guide the search.
/// </summary>
internal sealed class Multipliers
{
    private const int CutRounds = 6;
    private const int CutSteps = 8;
    private const int MostAdded = 12;
    private const int GrowthSteps = 15;

    private readonly Instance _instance;
    private readonly int _threads;
    private Relaxation _relaxation;
    private readonly bool _warm;
    private bool _tied;
    private double[] _best;
    private double[] _average = [];

    /// <param name="start">Prices of an earlier run; null for none.</param>
    internal Multipliers(Instance instance, int threads = 1, KeptPrices? start = null)
    {
        (_instance, _threads, _warm) = (instance, threads, start is not null);
        _relaxation = new Relaxation(instance, threads);
        _best = start is null ? _relaxation.Start() : RowPrices.In(instance, _relaxation.Rows, start);
        Bound = _relaxation.Certified(_best);
    }

    /// <summary>The best lower bound so far.</summary>
    internal double Bound { get; private set; }

    /// <summary>The part of the bound at the best multipliers that no model's placement changes.</summary>
    internal double Constant => _relaxation.Certified(_best) - _relaxation.ModelValues.Sum();

    /// <summary>Elementary evaluations so far.</summary>
    internal long Work { get; private set; }

    internal Relaxation Relaxation => _relaxation;

    internal double[] Best => _best;

    /// <summary>Called with each model whose candidates grow, before it replaces the old.</summary>
    internal Action<ModelData>? Grown { get; init; }

    /// <summary>Prices from nothing, with the candidates these prices call for. Where there are many pools, first one price for all pools of a class.</summary>
    internal void Grow(int steps, CancellationToken cancellationToken)
    {
        if (_warm || _instance.Models.All(m => m.Others.Length == 0))
        {
            return;
        }

        _relaxation = new Relaxation(_instance, _threads, _tied = true);
        var ascent = new Ascent(_instance, _relaxation, _relaxation.Start());
        Ascend(ascent, double.PositiveInfinity, steps, cancellationToken);
        var tied = _relaxation;
        _relaxation = new Relaxation(_instance, _threads, _tied = false);
        _best = _relaxation.Adopt(tied, ascent.Center);
        _average = ascent.Average;
    }

    /// <param name="target">Cost of the best placement known: what the bound may reach at most.</param>
    internal void Improve(double target, int steps, CancellationToken cancellationToken)
    {
        var ascent = new Ascent(_instance, _relaxation, _best) { StepLength = 0.2 };
        Ascend(ascent, target, steps, cancellationToken);
        var finder = new CutFinder(_instance, _relaxation.Pairs);
        for (var round = 0; round < CutRounds; round++)
        {
            var cuts = finder.Find(ascent.Average, _relaxation.Cuts);
            if (cuts.Count == 0 || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            _relaxation.Add(cuts);
            ascent.Rebase(_relaxation);
            ascent.StepLength = Math.Max(ascent.StepLength, 0.1);
            Ascend(ascent, target, steps / CutSteps, cancellationToken);
        }

        (_best, _average) = (ascent.Center, ascent.Average);
        Bound = Math.Max(Bound, _relaxation.Certified(_best));
    }

    /// <summary>Raises the bound by whole numbers of opened nodes, where every pair is a candidate.</summary>
    /// <param name="target">Cost of the best placement known.</param>
    /// <param name="pairs">Pairs to price at most.</param>
    internal void Branch(double target, long pairs, CancellationToken cancellationToken)
    {
        if (Array.Exists(_instance.Models, m => m.Others.Length > 0))
        {
            return;
        }

        var branching = new NodeBranching(_instance, _relaxation, target);
        Bound = Math.Max(Bound, branching.Run(_best, pairs, cancellationToken));
        Work += branching.Work;
    }

    /// <summary>The best multipliers, to be carried to another problem.</summary>
    internal KeptPrices Kept() => RowPrices.Of(_instance, _relaxation.Rows, _best);

    internal ShadowPrices Shadow()
    {
        var shadow = new ShadowPrices(_instance);
        _relaxation.Certified(_best);
        foreach (var model in _instance.Models)
        {
            shadow.SetLeast(model, _relaxation.ModelValues[model.Index]);
            foreach (var option in model.Options)
            {
                shadow.Of(model)[option.Index] = _relaxation.Shadow(model, option);
                var pair = _relaxation.Pair(model, option);
                shadow.Average(model)[option.Index] = pair >= 0 && pair < _average.Length ? _average[pair] : 0;
            }
        }

        return shadow;
    }

    /// <summary>Steps, and between them further candidates where there are any.</summary>
    private void Ascend(Ascent ascent, double target, int steps, CancellationToken cancellationToken)
    {
        for (var step = 1; step <= steps && !cancellationToken.IsCancellationRequested && ascent.Step(Math.Min(target, Near(ascent.Best))); step++)
        {
            Work += _relaxation.Pairs.Count;
            if (step % GrowthSteps == 0 && _relaxation.Cuts.Count == 0)
            {
                AddCandidates(ascent);
            }
        }
    }

    /// <summary>Polyak's length is too long while no good placement is known.</summary>
    private static double Near(double value) => value + Math.Max(0.3 * Math.Abs(value), 1e-9);

    /// <returns>Whether any model got further candidates.</returns>
    private bool AddCandidates(Ascent ascent)
    {
        _best = ascent.Center;
        _relaxation.SetPrices(_best);
        var grown = 0;
        for (var m = 0; m < _instance.Models.Length; m++)
        {
            var model = _instance.Models[m];
            if (model.Others.Length > 0 && !model.Refused && _relaxation.Missed(model, MostAdded) is { Count: > 0 } missed)
            {
                var extended = _instance.Builder.Extend(model, missed);
                Grown?.Invoke(extended);
                _instance.Models[m] = extended;
                grown++;
            }
        }

        if (grown > 0)
        {
            Work += _instance.Pairs;
            _relaxation = new Relaxation(_instance, _threads, _tied);
            ascent.Rebase(_relaxation);
        }

        return grown > 0;
    }
}
