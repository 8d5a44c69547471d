using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Exact;

/// <summary>Lists every placement of a model that its rules allow and that could be part of an optimum.</summary>
internal sealed class PatternEnumerator
{
    private readonly Instance _instance;
    private readonly ModelData _model;
    private readonly double[] _shadow;
    private readonly int _most;
    private readonly List<Pattern> _patterns = [];
    private readonly List<Part> _parts = [];
    private readonly double _leave;
    private long _steps;

    private PatternEnumerator(Instance instance, ModelData model, double[] shadow, int most)
    {
        (_instance, _model, _shadow, _most) = (instance, model, shadow, most);
        _leave = ModelCost.Objective(model, []);
        _patterns.Add(new Pattern([], _leave, _leave));
    }

    /// <param name="most">Give up when there are more.</param>
    /// <returns>The patterns by reduced cost, or null if there are too many.</returns>
    internal static List<Pattern>? All(Instance instance, ModelData model, double[] shadow, int most)
    {
        var enumerator = new PatternEnumerator(instance, model, shadow, most);
        if (!enumerator.Extend(0, 0))
        {
            return null;
        }

        enumerator._patterns.Sort((a, b) => a.Reduced.CompareTo(b.Reduced) is var c && c != 0 ? c : Compare(a.Parts, b.Parts));
        return enumerator._patterns;
    }

    private bool Extend(int from, double units)
    {
        if (++_steps > 20L * _most)
        {
            return false;
        }

        if (_parts.Count > 0 && !Consider())
        {
            return false;
        }

        var missing = _model.Missing(units);
        if (missing <= 0 && !_model.Rules.HasFloors)
        {
            return true;
        }

        for (var o = from; o < _model.Options.Length; o++)
        {
            var option = _model.Options[o];
            if (_model.Gang && _parts.Count > 0 && option.Pool.Cluster != _model.Options[_parts[0].Option].Pool.Cluster)
            {
                continue;
            }

            var most = missing > 0 && !_model.Rules.HasFloors ? Math.Min(option.Most, ModelData.ReplicasFor(missing, option.Units)) : option.Most;
            for (var count = 1; count <= most; count++)
            {
                _parts.Add(new Part(o, count));
                var more = Extend(o + 1, units + (count * option.Units));
                _parts.RemoveAt(_parts.Count - 1);
                if (!more)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>What costs as much as leaving the model unplaced is never better: that takes nothing from others.</summary>
    private bool Consider()
    {
        var parts = _parts.ToArray();
        var cost = ModelCost.Objective(_model, parts);
        if (cost < _leave && Judge.Allows(_instance, _model, parts))
        {
            _patterns.Add(new Pattern(parts, cost, cost + parts.Sum(p => p.Count * _shadow[p.Option])));
        }

        return _patterns.Count <= _most;
    }

    private static int Compare(Part[] a, Part[] b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var order = (a[i].Option, a[i].Count).CompareTo((b[i].Option, b[i].Count));
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length.CompareTo(b.Length);
    }
}
