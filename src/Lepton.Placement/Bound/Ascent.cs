using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>
/// Raises the value of the relaxation by subgradient steps: Polyak's length, halved when it stalls, along a direction that keeps a part of the last one
/// (Camerini, Fratta, Maffioli, "On improving relaxation methods by modified gradient techniques", 1975). The average of the solutions tends to a
/// fractional solution, from which cuts are found (Larsson, Patriksson, Strömberg, "Ergodic, primal convergence in dual subgradient schemes", 1999).
/// </summary>
internal sealed class Ascent
{
    private const int Patience = 10;
    private const double Deflection = 0.3;
    private const double AverageWeight = 0.05;
    private const double LeastStep = 1e-4;

    private readonly Instance _instance;
    private Relaxation _relaxation;
    private double[] _point;
    private double[] _direction;
    private int _stalled;

    /// <param name="start">Multipliers to start from; not changed.</param>
    internal Ascent(Instance instance, Relaxation relaxation, double[] start)
    {
        (_instance, _relaxation) = (instance, relaxation);
        Center = (double[])start.Clone();
        (_point, _direction, Average) = ((double[])start.Clone(), new double[start.Length], []);
        Rebase(relaxation);
    }

    /// <summary>The best multipliers so far.</summary>
    internal double[] Center { get; private set; }

    /// <summary>Their value over the candidates.</summary>
    internal double Best { get; private set; }

    /// <summary>Part of Polyak's length that is taken.</summary>
    internal double StepLength { get; set; } = 1;

    /// <summary>Average replicas by pair.</summary>
    internal double[] Average { get; private set; }

    /// <summary>After candidates or cuts were added: the value is taken anew, multipliers of new cuts start at 0.</summary>
    internal void Rebase(Relaxation relaxation)
    {
        _relaxation = relaxation;
        var center = Center;
        Array.Resize(ref center, relaxation.Size);
        (Center, _point, _direction) = (center, (double[])center.Clone(), new double[center.Length]);
        Best = relaxation.Value(Center);
        if (Average.Length != relaxation.Pairs.Count)
        {
            Average = new double[relaxation.Pairs.Count];
            AddSolution(1);
        }
    }

    /// <param name="target">What the value may reach at most, or a guess a little above.</param>
    /// <returns>False when nothing is left to gain.</returns>
    internal bool Step(double target)
    {
        var value = _relaxation.Value(_point);
        AddSolution(AverageWeight);
        _stalled++;
        if (value > Best)
        {
            _stalled = value > Best + (1e-4 * Math.Abs(target - Best) * StepLength) ? 0 : _stalled;
            Best = value;
            _point.CopyTo(Center, 0);
        }

        if (_stalled > Patience)
        {
            (StepLength, _stalled) = (StepLength * 0.6, 0);
            Center.CopyTo(_point, 0);
            Array.Clear(_direction);
            value = _relaxation.Value(_point);
        }

        return StepLength > LeastStep && Move(StepLength * (target - value));
    }

    private bool Move(double gap)
    {
        var norm = 0.0;
        for (var i = 0; i < _point.Length; i++)
        {
            var gradient = _relaxation.Subgradient[i] * _relaxation.Scale[i];
            _direction[i] = _point[i] <= 0 && gradient < 0 && _direction[i] <= 0 ? 0 : gradient + (Deflection * _direction[i]);
            norm += _direction[i] * _direction[i];
        }

        if (norm < 1e-12 || gap <= 0)
        {
            return false;
        }

        for (var i = 0; i < _point.Length; i++)
        {
            _point[i] = Math.Max(0, _point[i] + (gap / norm * _direction[i] * _relaxation.Scale[i]));
        }

        return true;
    }

    private void AddSolution(double weight)
    {
        for (var i = 0; i < Average.Length; i++)
        {
            Average[i] *= 1 - weight;
        }

        for (var m = 0; m < _instance.Models.Length; m++)
        {
            var first = _relaxation.Pairs.First[m];
            foreach (var part in _relaxation.Parts(m))
            {
                Average[first + part.Option] += weight * part.Count;
            }
        }
    }
}
