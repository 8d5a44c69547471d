using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Api.Selectors;

internal enum LabelOperator
{
    Exists,
    NotExists,
    In,
    NotIn,
    GreaterThan,
    LessThan,
}

/// <summary>One comma-separated part of a label selector.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(JsonObject? labels)
    {
        var value = labels.Str(Key);
        return Operator switch
        {
            LabelOperator.Exists => value is not null,
            LabelOperator.NotExists => value is null,
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            _ => Compare(value),
        };
    }

    private bool Compare(string? value)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n))
            return false;
        var bound = long.Parse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return Operator == LabelOperator.GreaterThan ? n > bound : n < bound;
    }
}

/// <summary>A parsed label selector; the empty one selects everything.</summary>
internal sealed class LabelSelector(IReadOnlyList<LabelRequirement> requirements)
{
    public static LabelSelector Everything { get; } = new([]);

    public bool IsEmpty => requirements.Count == 0;

    /// <summary>Whether a meta/v1 LabelSelector object selects an object; an absent one selects nothing, an empty one everything.</summary>
    public static bool Selects(JsonObject? selector, JsonObject value)
    {
        if (selector is null)
            return false;
        var labels = (selector.Obj("matchLabels") ?? []).Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value.AsString() ?? ""]));
        var expressions = (selector.Arr("matchExpressions") ?? []).Select(e => new LabelRequirement(e.Str("key") ?? "", Operator(e.Str("operator")), [.. e.Arr("values").Strings()]));
        return new LabelSelector([.. labels, .. expressions]).Matches(value);
    }

    private static LabelOperator Operator(string? name) => name switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        _ => LabelOperator.NotExists,
    };

    public bool Matches(JsonObject value)
    {
        var labels = value.Obj("metadata").Obj("labels");
        foreach (var requirement in requirements)
        {
            if (!requirement.Matches(labels))
                return false;
        }

        return true;
    }
}
