using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>What of a strategic patch is stored when there was nothing to merge it with.</summary>
internal static class PatchValues
{
    /// <summary>A copy without nulls and without objects that carry a directive; null when the value itself is one.</summary>
    public static JsonNode? WithoutDirectives(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                if (map.ContainsKey(StrategicMerge.Directive))
                    return null;
                var copy = new JsonObject();
                foreach (var (key, inner) in map)
                {
                    if (WithoutDirectives(inner) is { } kept)
                        copy[key] = kept;
                }

                return copy;
            case JsonArray list:
                return new JsonArray([.. list.Where(item => item is not JsonObject map || !map.ContainsKey(StrategicMerge.Directive)).Select(WithoutDirectives)]);
            default:
                return value?.DeepClone();
        }
    }
}
