using System.Text.Json.Nodes;

namespace Lepton.ControllerRuntime.Admission;

/// <summary>The JSON patch (RFC 6902) that makes one object of another. Lists are replaced as a whole.</summary>
internal static class JsonDiff
{
    internal static JsonArray Of(JsonObject from, JsonObject to)
    {
        var operations = new JsonArray();
        Compare(from, to, "", operations);
        return operations;
    }

    private static void Compare(JsonObject from, JsonObject to, string path, JsonArray operations)
    {
        foreach (var (name, _) in from.Where(p => !to.ContainsKey(p.Key)))
            operations.Add(new JsonObject { ["op"] = "remove", ["path"] = $"{path}/{Escape(name)}" });
        foreach (var (name, value) in to)
        {
            var place = $"{path}/{Escape(name)}";
            if (!from.TryGetPropertyValue(name, out var old))
                operations.Add(Write("add", place, value));
            else if (old is JsonObject before && value is JsonObject after)
                Compare(before, after, place, operations);
            else if (!JsonNode.DeepEquals(old, value))
                operations.Add(Write("replace", place, value));
        }
    }

    private static JsonObject Write(string operation, string path, JsonNode? value) => new() { ["op"] = operation, ["path"] = path, ["value"] = value?.DeepClone() };

    // RFC 6901: the tilde first, or the one of "~1" would be escaped again.
    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
