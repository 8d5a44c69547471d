using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Api.Patching;

/// <summary>JSON pointers, RFC 6901, and the changes of JSON patch at them.</summary>
internal static class JsonPointer
{
    public static string[] Parse(string pointer)
    {
        if (pointer.Length == 0)
            return [];
        return pointer[0] == '/'
            ? [.. pointer[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw JsonPatch.Rejected();
    }

    /// <param name="missingIsNull">A key that is not there reads as null, which the test operation allows.</param>
    public static JsonNode? Find(JsonNode? root, string[] path, bool missingIsNull = false)
    {
        var node = root;
        for (var i = 0; i < path.Length; i++)
        {
            node = node switch
            {
                JsonObject o when o.TryGetPropertyValue(path[i], out var child) => child,
                JsonObject when missingIsNull && i == path.Length - 1 => null,
                JsonArray a => a[Index(a, path[i], a.Count - 1)],
                _ => throw JsonPatch.Rejected(),
            };
        }

        return node;
    }

    public static JsonNode? Add(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;
        switch (Find(root, path[..^1]))
        {
            case JsonObject o:
                o[path[^1]] = value;
                break;
            case JsonArray a:
                a.Insert(path[^1] == "-" ? a.Count : Index(a, path[^1], a.Count), value);
                break;
            default:
                throw JsonPatch.Rejected();
        }

        return root;
    }

    /// <summary>An absent key of an existing parent is added, as the API server does.</summary>
    public static JsonNode? Replace(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;
        switch (Find(root, path[..^1]))
        {
            case JsonObject o:
                o[path[^1]] = value;
                break;
            case JsonArray a:
                a[Index(a, path[^1], a.Count - 1)] = value;
                break;
            default:
                throw JsonPatch.Rejected();
        }

        return root;
    }

    public static void Remove(JsonNode? root, string[] path)
    {
        if (path.Length == 0)
            throw JsonPatch.Rejected();
        switch (Find(root, path[..^1]))
        {
            case JsonObject o when o.Remove(path[^1]):
                break;
            case JsonArray a:
                a.RemoveAt(Index(a, path[^1], a.Count - 1));
                break;
            default:
                throw JsonPatch.Rejected();
        }
    }

    private static int Index(JsonArray array, string text, int max)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            throw JsonPatch.Rejected();
        if (index < 0)
            index += array.Count;
        return index >= 0 && index <= max ? index : throw JsonPatch.Rejected();
    }
}
