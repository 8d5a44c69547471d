using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Admission;

/// <summary>Label selectors of webhook configurations.</summary>
internal static class Selectors
{
    /// <summary>An absent or empty selector takes everything.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels)
    {
        foreach (var (key, value) in selector.Obj("matchLabels") ?? [])
        {
            if (labels.Str(key) != value.AsString())
                return false;
        }

        return (selector.Arr("matchExpressions") ?? []).All(expression => Holds(expression, labels.Str(expression.Str("key") ?? "")));
    }

    private static bool Holds(JsonNode? expression, string? value) => expression.Str("operator") switch
    {
        "In" => value is not null && expression.Arr("values").Strings().Contains(value),
        "NotIn" => value is null || !expression.Arr("values").Strings().Contains(value),
        "Exists" => value is not null,
        _ => value is null,
    };
}
