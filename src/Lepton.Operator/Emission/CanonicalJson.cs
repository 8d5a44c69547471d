using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>JSON in one spelling: what means the same to an API server is written the same.</summary>
internal static class CanonicalJson
{
    /// <summary>Removes members that are null: to a server they are absent.</summary>
    public static void RemoveNulls(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var name in map.Where(f => f.Value is null).Select(f => f.Key).ToList())
                    map.Remove(name);
                foreach (var (_, value) in map)
                    RemoveNulls(value);
                break;
            case JsonArray list:
                foreach (var item in list)
                    RemoveNulls(item);
                break;
        }
    }

    /// <summary>Members in ordinal order, no whitespace; lists keep their order.</summary>
    public static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                writer.WriteStartObject();
                foreach (var (name, value) in map.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
