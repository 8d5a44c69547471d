using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Json;

/// <summary>Small helpers over <see cref="JsonNode"/> trees.</summary>
internal static class JsonTree
{
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    public static JsonSerializerOptions Indented { get; } = new() { Encoder = Compact.Encoder, WriteIndented = true, MaxDepth = 256 };

    /// <summary>A private copy with shared names and uniform numbers (see <see cref="JsonNumbers"/>).</summary>
    public static JsonObject Clone(JsonObject value)
    {
        var copy = new JsonObject();
        foreach (var (name, child) in value)
            copy.Add(NamePool.Share(name), CloneNode(child));
        return copy;
    }

    public static JsonNode? CloneNode(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                return Clone(o);
            case JsonArray a:
                var array = new JsonArray();
                foreach (var item in a)
                    array.Add(CloneNode(item));
                return array;
            case null:
                return null;
            default:
                return CloneScalar((JsonValue)node);
        }
    }

    public static JsonObject? Obj(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static JsonArray? Arr(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonArray;

    /// <summary>The string at <paramref name="name"/>, or null when it is absent or something else.</summary>
    public static string? Str(this JsonNode? node, string name) => (node as JsonObject)?[name].AsString();

    public static string? AsString(this JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;

    public static long? Int(this JsonNode? node, string name) => (node as JsonObject)?[name].AsLong();

    public static long? AsLong(this JsonNode? node)
    {
        if (node is not JsonValue v || v.GetValueKind() != JsonValueKind.Number)
            return null;
        if (v.TryGetValue<long>(out var n))
            return n;
        return v.TryGetValue<int>(out var i) ? i : v.TryGetValue<double>(out var d) && d == Math.Floor(d) ? (long)d : null;
    }

    public static bool? Bool(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue v && v.TryGetValue<bool>(out var b) ? b : null;

    /// <summary>The object at <paramref name="name"/>, made when there is none.</summary>
    public static JsonObject Child(this JsonObject node, string name)
    {
        if (node[name] is JsonObject existing)
            return existing;
        var created = new JsonObject();
        node[name] = created;
        return created;
    }

    /// <summary>Copies <paramref name="name"/> from one object to another, or removes it where the source has none.</summary>
    public static void CopyField(JsonObject? from, JsonObject to, string name)
    {
        if (from is not null && from.TryGetPropertyValue(name, out var value) && value is not null)
            to[name] = CloneNode(value);
        else
            to.Remove(name);
    }

    public static IEnumerable<string> Strings(this JsonArray? array)
    {
        foreach (var item in array ?? [])
        {
            if (item.AsString() is { } text)
                yield return text;
        }
    }

    private static JsonNode? CloneScalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => JsonValue.Create(value.TryGetValue<string>(out var s) ? s : value.ToString()),
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        JsonValueKind.Null => null,
        _ => JsonNumbers.FromText(value.ToJsonString()),
    };
}
