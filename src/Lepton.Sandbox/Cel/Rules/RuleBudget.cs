using System.Globalization;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>The estimated costs of all rules of a version together, and which are the worst.</summary>
internal sealed class RuleBudget
{
    private const string Advice = "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";

    private readonly List<(string Path, ulong Cost)> _worst = [];
    private ulong _total;

    /// <summary>Counts a rule or message, and refuses it when it alone is too much.</summary>
    /// <param name="name"><c>estimated rule cost</c> or <c>estimated messageExpression cost</c>.</param>
    public void Add(string path, string name, ulong cost, FieldErrors errors)
    {
        if (cost > RuleLimits.EstimatePerRule)
            errors.Forbidden(path, Exceeds(name, cost, RuleLimits.EstimatePerRule));
        _total = _total > ulong.MaxValue - cost ? ulong.MaxValue : _total + cost;
        if (cost < RuleLimits.EstimatePerSchema / 100)
            return;
        _worst.Add((path, cost));
        _worst.Sort((a, b) => b.Cost.CompareTo(a.Cost));
        if (_worst.Count > 4)
            _worst.RemoveAt(4);
    }

    /// <summary>Refuses the schema when all rules together are too much.</summary>
    public void Finish(string path, FieldErrors errors)
    {
        if (_total <= RuleLimits.EstimatePerSchema)
            return;
        foreach (var (at, _) in _worst)
            errors.Forbidden(at, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema");
        errors.Forbidden(path, Exceeds("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", _total, RuleLimits.EstimatePerSchema));
    }

    private static string Exceeds(string name, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var text = factor > 100 ? "more than 100x"
            : factor < 1.5 ? factor.ToString("F6", CultureInfo.InvariantCulture) + "x"
            : factor.ToString("F1", CultureInfo.InvariantCulture) + "x";
        return $"{name} exceeds budget by factor of {text} {Advice}";
    }
}
