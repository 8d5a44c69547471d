using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Exact;

/// <summary>
/// Lists every placement of a model that its rules allow and that could be part of an optimum: one whose reduced cost is within the gap of the
/// model's least (variable fixing by reduced costs).
/// </summary>
internal sealed class PatternEnumerator
{
    private readonly Instance _instance;
    private readonly ModelData _model;
    private readonly double[] _shadow;
    private readonly double _threshold;
    private readonly int _most;
    private readonly Option[] _order;
    private readonly double[] _restEfficiency;
    private readonly List<Pattern> _patterns = [];
    private readonly List<Part> _parts = [];
    private readonly double _leave;
    private long _steps;

    private PatternEnumerator(Instance instance, ModelData model, ShadowPrices shadow, double gap, int most)
    {
        (_instance, _model, _shadow, _most) = (instance, model, shadow.Of(model), most);
        _threshold = shadow.Least(model) + gap + Money.Tolerance(gap);
        _leave = ModelCost.Objective(model, []);
        _patterns.Add(new Pattern([], _leave, _leave));
        _order = model.Options.OrderBy(Efficiency).ThenBy(o => o.Index).ToArray();
        _restEfficiency = new double[_order.Length + 1];
        _restEfficiency[^1] = model.Gang ? double.PositiveInfinity : model.Source.UnplacedPenalty;
        for (var i = _order.Length - 1; i >= 0; i--)
        {
            _restEfficiency[i] = Math.Min(_restEfficiency[i + 1], Efficiency(_order[i]));
        }
    }

    /// <param name="gap">How much the best known placement of all models is above the bound.</param>
    /// <param name="most">Give up when there are more.</param>
    /// <returns>The patterns by reduced cost, or null if there are too many.</returns>
    internal static List<Pattern>? All(Instance instance, ModelData model, ShadowPrices shadow, double gap, int most)
    {
        var enumerator = new PatternEnumerator(instance, model, shadow, gap, most);
        if (!enumerator.Extend(0, 0, 0))
        {
            return null;
        }

        enumerator._patterns.Sort((a, b) => a.Reduced.CompareTo(b.Reduced) is var c && c != 0 ? c : Compare(a.Parts, b.Parts));
        return enumerator._patterns;
    }

    private double Efficiency(Option option) => (option.Rate + _shadow[option.Index]) / option.Units;

    /// <param name="reduced">Reduced cost of the parts so far, without moves and region cost of a gang.</param>
    private bool Extend(int from, double units, double reduced)
    {
        if (++_steps > 20L * _most || (_parts.Count > 0 && !Consider()))
        {
            return false;
        }

        var missing = _model.Missing(units);
        if (missing <= 0 && !_model.Rules.HasFloors)
        {
            return true;
        }

        for (var i = from; i < _order.Length; i++)
        {
            if (reduced + (missing > 0 ? missing * _restEfficiency[i] : 0) > _threshold)
            {
                break;
            }

            if (SameCluster(_order[i]) && !Take(i, units, reduced, missing))
            {
                return false;
            }
        }

        return true;
    }

    private bool Take(int index, double units, double reduced, double missing)
    {
        var option = _order[index];
        var most = missing > 0 && !_model.Rules.HasFloors ? Math.Min(option.Most, ModelData.ReplicasFor(missing, option.Units)) : option.Most;
        for (var count = 1; count <= most; count++)
        {
            var with = reduced + (count * option.Units * Efficiency(option));
            if (with > _threshold)
            {
                break;
            }

            _parts.Add(new Part(option.Index, count));
            var more = Extend(index + 1, units + (count * option.Units), with);
            _parts.RemoveAt(_parts.Count - 1);
            if (!more)
            {
                return false;
            }
        }

        return true;
    }

    private bool SameCluster(Option option) => !_model.Gang || _parts.Count == 0 || option.Pool.Cluster == _model.Options[_parts[0].Option].Pool.Cluster;

    /// <summary>What costs as much as leaving the model unplaced is never better: that takes nothing from others.</summary>
    private bool Consider()
    {
        var parts = _parts.OrderBy(p => p.Option).ToArray();
        var cost = ModelCost.Objective(_model, parts);
        var reduced = cost + parts.Sum(p => p.Count * _shadow[p.Option]);
        if (cost < _leave && reduced <= _threshold && Judge.Allows(_instance, _model, parts))
        {
            _patterns.Add(new Pattern(parts, cost, reduced));
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
