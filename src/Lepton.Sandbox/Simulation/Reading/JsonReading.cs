using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Reads Kubernetes JSON without a type per kind. What is absent or of another shape reads as null or empty: the API has validated already.</summary>
internal static class JsonReading
{
    public static JsonObject? Object(this JsonObject? json, string key) => json?[key] as JsonObject;

    public static string? Text(this JsonObject? json, string key) => json?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool Flag(this JsonObject? json, string key) => json?[key] is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>Whole numbers, however they came into the tree: parsed, or made from an int or a long.</summary>
    public static long? Number(this JsonObject? json, string key) => json?[key] is { } node ? Number(node) : null;

    public static long? Number(JsonNode node)
    {
        if (node is not JsonValue value)
            return null;
        if (value.TryGetValue(out long whole))
            return whole;
        if (value.TryGetValue(out int small))
            return small;
        return value.TryGetValue(out double real) ? (long)real : null;
    }

    public static IEnumerable<JsonObject> Objects(this JsonObject? json, string key) => json?[key] is JsonArray array ? array.OfType<JsonObject>() : [];

    public static IEnumerable<string> Texts(this JsonObject? json, string key) =>
        json?[key] is JsonArray array ? array.OfType<JsonValue>().Select(static value => value.TryGetValue(out string? text) ? text : null).OfType<string>() : [];

    public static int Count(this JsonObject? json, string key) => json?[key] is JsonArray array ? array.Count : 0;

    /// <summary>The object under the key, made when missing.</summary>
    public static JsonObject Ensure(this JsonObject json, string key)
    {
        if (json[key] is JsonObject existing)
            return existing;
        var made = new JsonObject();
        json[key] = made;
        return made;
    }

    /// <summary>Sets a number, or removes the key when it is zero: how Go omits empty counters.</summary>
    public static void SetCount(this JsonObject json, string key, long value)
    {
        if (value == 0)
            json.Remove(key);
        else
            json[key] = value;
    }

    public static IReadOnlyDictionary<string, string> Map(this JsonObject? json, string key)
    {
        if (json.Object(key) is not { Count: > 0 } map)
            return Empty;
        var result = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach (var (name, value) in map)
        {
            if (value is JsonValue text && text.TryGetValue(out string? content))
                result[name] = content;
        }

        return result;
    }

    public static DateTimeOffset? Time(this JsonObject? json, string key) =>
        DateTimeOffset.TryParse(json.Text(key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static readonly Dictionary<string, string> Empty = [];
}
