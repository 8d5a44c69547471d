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
