using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Bound;

/// <summary>Raises the bound by subgradient steps (Polyak's step length, halved when it stalls). The best multipliers guide the search.</summary>
internal sealed class Multipliers
{
    private const int Patience = 8;

    private readonly Instance _instance;
    private readonly Relaxation _relaxation;
    private readonly double[] _best;

    internal Multipliers(Instance instance, IReadOnlySet<int> refused)
    {
        (_instance, _relaxation) = (instance, new Relaxation(instance, refused));
        _best = new double[_relaxation.Size];
        Bound = _relaxation.Value(_best);
    }

    /// <summary>The best lower bound so far.</summary>
    internal double Bound { get; private set; }

    /// <summary>The part of the bound at the best multipliers that no model's placement changes.</summary>
    internal double Constant => _relaxation.Value(_best) - _relaxation.ModelValues.Sum();

    /// <summary>Elementary evaluations so far.</summary>
    internal long Work { get; private set; }

    /// <param name="target">Cost of the best placement known: what the bound may reach at most.</param>
    internal void Improve(double target, int steps, CancellationToken cancellationToken)
    {
        var point = (double[])_best.Clone();
        var direction = new double[point.Length];
        var (theta, stalled) = (1.0, 0);
        for (var step = 0; step < steps && !cancellationToken.IsCancellationRequested; step++)
        {
            var value = _relaxation.Value(point);
            Work += _instance.Pairs;
            stalled++;
            if (value > Bound)
            {
                stalled = value > Bound + (1e-4 * Math.Abs(target - Bound)) ? 0 : stalled;
                Bound = value;
                point.CopyTo(_best, 0);
            }

            if (stalled > Patience)
            {
                (theta, stalled) = (theta / 2, 0);
                _best.CopyTo(point, 0);
                Array.Clear(direction);
                value = _relaxation.Value(point);
            }

            if (!Move(point, direction, theta * (target - value)))
            {
                return;
            }
        }
    }

    internal ShadowPrices Shadow()
    {
        var shadow = new ShadowPrices(_instance);
        _relaxation.Value(_best);
        foreach (var model in _instance.Models)
        {
            shadow.SetLeast(model, _relaxation.ModelValues[model.Index]);
            foreach (var option in model.Options)
            {
                shadow.Of(model)[option.Index] = _relaxation.Shadow(model, option, _best);
            }
        }

        return shadow;
    }

    private bool Move(double[] point, double[] direction, double gap)
    {
        var norm = 0.0;
        for (var i = 0; i < point.Length; i++)
        {
            var gradient = _relaxation.Subgradient[i] * _relaxation.Scale[i];
            direction[i] = point[i] <= 0 && gradient < 0 && direction[i] <= 0 ? 0 : gradient + (0.3 * direction[i]);
            norm += direction[i] * direction[i];
        }

        if (norm < 1e-12 || gap <= 0)
        {
            return false;
        }

        for (var i = 0; i < point.Length; i++)
        {
            point[i] = Math.Max(0, point[i] + (gap / norm * direction[i] * _relaxation.Scale[i]));
        }
        return true;
    }
}
