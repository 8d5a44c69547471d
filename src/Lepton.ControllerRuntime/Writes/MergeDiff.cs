using System.Text.Json.Nodes;

namespace Lepton.ControllerRuntime.Writes;

/// <summary>The JSON merge patch (RFC 7396) that turns one object into another.</summary>
public static class MergeDiff
{
    /// <summary>Null when there is nothing to change. Lists are replaced as a whole, as merge patches do.</summary>
    public static JsonObject? Of(JsonObject? before, JsonObject? after)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in after ?? [])
        {
            if (before?[name] is JsonObject a && value is JsonObject b)
            {
                if (Of(a, b) is { } inner)
                    patch[name] = inner;
            }
            else if (!JsonNode.DeepEquals(before?[name], value))
            {
                patch[name] = value?.DeepClone();
            }
        }

        foreach (var (name, value) in before ?? [])
        {
            if (value is not null && after?.ContainsKey(name) != true)
                patch[name] = null;
        }

        return patch.Count == 0 ? null : patch;
    }
}
