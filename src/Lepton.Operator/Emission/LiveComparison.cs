using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission;

/// <summary>
/// Tells whether a live object still is what we want, without a request: every field we apply stands in it with the same value.
/// What others added (defaults, status, co-owned fields) does not matter. Dropped fields are told by the hash annotation.
/// </summary>
internal static class LiveComparison
{
    // The keys that identify items in the lists of the kinds we emit (associative lists, "x-kubernetes-list-map-keys").
    private static readonly string[] ItemKeys = ["name", "containerPort", "port", "mountPath", "topologyKey"];

    /// <summary>The path of the first field that differs, or null when there is none.</summary>
    public static string? FirstDifference(JsonNode? desired, JsonNode? live) => Compare(desired, live, "", quantity: false);

    private static string? Compare(JsonNode? desired, JsonNode? live, string path, bool quantity)
    {
        switch (desired)
        {
            case null:
                return null;
            case JsonObject wanted:
                if (live is not JsonObject have)
                    return path;
                foreach (var (name, value) in wanted)
                {
                    if (Compare(value, have[name], $"{path}.{name}", quantity || IsQuantity(name)) is { } difference)
                        return difference;
                }

                return null;
            case JsonArray wanted:
                return live is JsonArray items ? CompareItems(wanted, items, path, quantity) : path;
            default:
                return live is JsonValue value2 && SameScalar((JsonValue)desired, value2, quantity) ? null : path;
        }
    }

    private static string? CompareItems(JsonArray wanted, JsonArray live, string path, bool quantity)
    {
        var key = ItemKeys.FirstOrDefault(k => wanted.Count > 0 && wanted.All(i => i is JsonObject o && o.ContainsKey(k)));
        if (key is null)
        {
            if (wanted.Count != live.Count)
                return path;
            for (var i = 0; i < wanted.Count; i++)
            {
                if (Compare(wanted[i], live[i], $"{path}[{i}]", quantity) is { } difference)
                    return difference;
            }

            return null;
        }

        foreach (var item in wanted)
        {
            var match = live.FirstOrDefault(l => l is JsonObject o && JsonNode.DeepEquals(o[key], item![key]));
            var at = $"{path}[{key}={item![key]}]";
            if (match is null || Compare(item, match, at, quantity) is not null)
                return match is null ? at : Compare(item, match, at, quantity);
        }

        return null;
    }

    private static bool IsQuantity(string name) => name is "limits" or "requests" or "sizeLimit" or "averageValue" or "overhead";

    private static bool SameScalar(JsonValue desired, JsonValue live, bool quantity)
    {
        if (JsonNode.DeepEquals(desired, live))
            return true;
        // An int-or-string may come back in its other form, and a quantity in another spelling.
        var left = Text(desired);
        var right = Text(live);
        if (string.Equals(left, right, StringComparison.Ordinal))
            return desired.GetValueKind() is JsonValueKind.Number or JsonValueKind.String;
        return quantity && Quantity.TryParse(left, out var a) && Quantity.TryParse(right, out var b) && a.CompareTo(b) == 0;
    }

    private static string Text(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
