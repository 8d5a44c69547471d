using Lepton.Placement.Bound.Fractional;
using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Bound;

/// <summary>
/// Finds multipliers with a high bound: those of the plan in fractions, with further candidates where prices make others better and cuts where it opens fractions of
/// nodes; then ascent over whole replicas, and in the end one look at every pair. The best multipliers guide the search.
/// </summary>
internal sealed class Multipliers
{
    private const int CutRounds = 6;
    private const int CutSteps = 4;
    private const int MostAdded = 12;
    private const int GrowthRounds = 5;

    /// <summary>Beyond this many pairs each plan in fractions goes on from the last.</summary>
    private const long ManyPairs = 2_000_000;

    /// <summary>Where plan and prices are as close as this, more steps of the fractional plan are not worth their time.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Length of the first of the last steps, in which replicas are whole.</summary>
    private const double Polish = 0.05;

    private readonly Instance _instance;
    private readonly int _threads;
    private Relaxation _relaxation;
    private readonly FractionalPoint _point;
    private readonly bool _warm;
    private double[] _best;
    private double[] _average = [];

    /// <param name="start">Prices of an earlier run; null for none.</param>
    internal Multipliers(Instance instance, int threads = 1, KeptPrices? start = null)
    {
        (_instance, _threads, _warm) = (instance, threads, start is not null);
        _relaxation = new Relaxation(instance, threads);
        _best = start is null ? _relaxation.Start() : RowPrices.In(instance, _relaxation.Rows, start);
        Bound = _relaxation.Certified(_best);
        _point = FractionalPoint.Of(instance, _relaxation, _best);
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

    /// <summary>Prices, with the candidates these prices call for. Prices of an earlier run are good enough to ask for candidates.</summary>
    internal void Grow(int steps, CancellationToken cancellationToken)
    {
        if (_instance.Models.All(m => m.Others.Length == 0))
        {
            return;
        }

        if (_warm)
        {
            AddCandidates();
            return;
        }

        for (var round = 0; round < GrowthRounds && !cancellationToken.IsCancellationRequested; round++)
        {
            Fractional(steps, cancellationToken);
            if (!AddCandidates())
            {
                break;
            }
        }
    }

    /// <summary>
    /// Prices of the fractional plan, cuts where it opens fractions of nodes, and a few steps in which replicas are whole. Prices of an earlier run take the place of those of
    /// a fractional plan, and the average of the steps that of the plan: so a fleet that is solved again and again is priced in fractions only once.
    /// </summary>
    /// <param name="target">Cost of the best placement known: what the bound may reach at most.</param>
    /// <param name="whole">Steps with whole replicas, each of which takes as long as several others.</param>
    internal void Improve(double target, int steps, int whole, CancellationToken cancellationToken)
    {
        if (Bound >= target - Money.Tolerance(target))
        {
            return;
        }

        var finder = new CutFinder(_instance, _relaxation.Pairs);
        if (!_warm)
        {
            Fractional(steps, cancellationToken);
            Cut(() => finder.Find(_point.Replicas, _relaxation.Cuts), () => Fractional(steps / CutSteps, cancellationToken), cancellationToken);
        }

        var ascent = new Ascent(_instance, _relaxation, _best) { StepLength = Polish };
        if (_warm)
        {
            whole /= CutSteps;
            Ascend(ascent, target, whole, cancellationToken);
            Cut(() => finder.Find(ascent.Average, _relaxation.Cuts), () => Renew(ascent, target, whole, cancellationToken), cancellationToken);
        }

        Ascend(ascent, target, whole, cancellationToken);
        (_best, _average) = (ascent.Center, ascent.Average);
        Bound = Math.Max(Bound, _relaxation.Certified(_best));
    }

    private void Cut(Func<List<Cut>> find, Action price, CancellationToken cancellationToken)
    {
        for (var round = 0; round < CutRounds && !cancellationToken.IsCancellationRequested && find() is { Count: > 0 } cuts; round++)
        {
            _relaxation.Add(cuts);
            _point.Multipliers = [.. _point.Multipliers, .. new double[cuts.Count]];
            price();
        }
    }

    private void Renew(Ascent ascent, double target, int steps, CancellationToken cancellationToken)
    {
        ascent.Rebase(_relaxation);
        ascent.StepLength = Polish;
        Ascend(ascent, target, steps, cancellationToken);
    }

    private void Fractional(int steps, CancellationToken cancellationToken)
    {
        if (_instance.Pairs <= ManyPairs)
        {
            // From where the last plan ended the steps with whole replicas find little to gain; in huge fleets there is no time to begin anew.
            _point.Forget();
        }

        new FractionalPlan(_instance, _relaxation).Solve(_point, steps, Tolerance, _threads, cancellationToken);
        _best = _point.Multipliers;
        Work += (long)steps * _relaxation.Pairs.Count;
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

    private void Ascend(Ascent ascent, double target, int steps, CancellationToken cancellationToken)
    {
        for (var step = 1; step <= steps && !cancellationToken.IsCancellationRequested && ascent.Step(Math.Min(target, Above(ascent.Best))); step++)
        {
            Work += _relaxation.Pairs.Count;
        }
    }

    /// <summary>A guess of what may be reached, for Polyak's length.</summary>
    private static double Above(double value) => value + Math.Max(0.3 * Math.Abs(value), 1e-9);

    /// <returns>Whether any model got further candidates.</returns>
    private bool AddCandidates()
    {
        var (models, first) = (_relaxation.Models, _relaxation.Pairs.First);
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
            // Two of them at once would be a large part of all memory.
            _relaxation = null!;
            _relaxation = new Relaxation(_instance, _threads);
            _point.Replicas = _relaxation.Carry(models, first, _point.Replicas);
        }

        return grown > 0;
    }
}
