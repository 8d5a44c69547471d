using System.Text.Json.Nodes;

namespace Lepton.Cli.Import;

/// <summary>Reading JSON that somebody else wrote.</summary>
internal static class Json
{
    public static JsonObject? Object(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static JsonArray List(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonArray ?? [];

    /// <summary>Text of any scalar; null for what is absent or none.</summary>
    public static string? Text(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue value ? value.ToString() : null;

    public static Dictionary<string, string> Map(this JsonNode? node, string name) =>
        (node.Object(name) ?? []).ToDictionary(p => p.Key, p => p.Value?.ToString() ?? "", StringComparer.Ordinal);

    /// <summary>Copies fields that are there.</summary>
    public static void Copy(JsonObject from, JsonObject to, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (from[name] is { } value)
                to[name] = value.DeepClone();
        }
    }
}
