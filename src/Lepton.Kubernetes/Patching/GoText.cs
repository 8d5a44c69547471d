using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>Values as Go prints them: real API servers put them into error texts, and people and tools match on those.</summary>
public static class GoText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Go's <c>%v</c>: <c>map[image:o ports:[80]]</c>, keys sorted.</summary>
    public static string Value(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>Compact JSON without needless escapes.</summary>
    public static string Json(JsonNode? node) => node?.ToJsonString(Plain) ?? "null";

    /// <summary>Go's <c>%q</c> for the texts that occur: a JSON string.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text, Plain);

    /// <summary>How encoding/json names the type of a value: object, array, string, number, bool, null.</summary>
    public static string JsonType(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("<nil>");
                break;
            case JsonObject map:
                AppendMap(text, map);
                break;
            case JsonArray list:
                AppendList(text, list);
                break;
            default:
                text.Append(node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString());
                break;
        }
    }

    private static void AppendMap(StringBuilder text, JsonObject map)
    {
        text.Append("map[");
        var first = true;
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!first)
                text.Append(' ');
            first = false;
            text.Append(key).Append(':');
            Append(text, value);
        }

        text.Append(']');
    }

    private static void AppendList(StringBuilder text, JsonArray list)
    {
        text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0)
                text.Append(' ');
            Append(text, list[i]);
        }

        text.Append(']');
    }
}
