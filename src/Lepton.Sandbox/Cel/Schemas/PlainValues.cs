using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>JSON as values without a schema, as the expressions of admission see objects.</summary>
internal static class PlainValues
{
    public static object? Of(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonArray items:
                return new CelArray(items.Select(Of));
            case JsonObject map:
                var made = new CelDictionary();
                foreach (var (name, member) in map)
                    made.Add(name, Of(member));
                return made;
            default:
                return Scalar((JsonValue)node);
        }
    }

    private static object? Scalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.AsString() ?? value.ToString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => null,
    };
}
