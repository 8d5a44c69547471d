using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.FieldManagement.Sets;

/// <summary>One step of a path, written as in FieldsV1.</summary>
internal static class PathStep
{
    public static string Field(string name) => "f:" + name;

    public static string Value(JsonNode? value) => "v:" + GoText.Json(value);

    /// <summary>The step to an item of a list that is a set or has keys; null, with the reason, when the item has none.</summary>
    public static string? Item(FieldType.List list, JsonNode? item, out string? problem)
    {
        problem = null;
        if (list.Relation == ListRelation.Keyed)
            return Keyed(list, item, out problem);
        problem = item switch
        {
            null => "associative list without keys has an element that's an explicit null",
            JsonObject => "associative list without keys has an element that's a map type",
            JsonArray => "not supported: associative list with lists as elements",
            _ => null,
        };
        return problem is null ? Value(item) : null;
    }

    /// <summary>As in the messages of conflicts: <c>.spec.containers[name="app"].image</c>.</summary>
    public static string Print(IEnumerable<string> path)
    {
        var text = new StringBuilder();
        foreach (var step in path)
        {
            _ = step[0] switch
            {
                'f' => text.Append('.').Append(step, 2, step.Length - 2),
                'v' => text.Append("[=").Append(step, 2, step.Length - 2).Append(']'),
                'k' => text.Append('[').Append(Keys(step)).Append(']'),
                _ => text.Append('[').Append(step, 2, step.Length - 2).Append(']'),
            };
        }

        return text.ToString();
    }

    private static string? Keyed(FieldType.List list, JsonNode? item, out string? problem)
    {
        problem = item switch
        {
            null => "associative list with keys may not have a null element",
            JsonObject => null,
            _ => "associative list with keys may not have non-map elements",
        };
        if (problem is not null)
            return null;
        var defaults = (list.Element as FieldType.Map)?.Defaults;
        var keys = new JsonObject();
        foreach (var key in list.Keys.Order(StringComparer.Ordinal))
        {
            if (((JsonObject)item!).TryGetPropertyValue(key, out var value))
                keys[key] = value?.DeepClone();
            else if (defaults?.GetValueOrDefault(key) is { } fallback)
                keys[key] = fallback.DeepClone();
        }

        if (keys.Count > 0)
            return "k:" + GoText.Json(keys);
        problem = $"associative list with keys has an element that omits all key fields [{string.Join(" ", list.Keys.Select(GoText.Quote))}] (and doesn't have default values for any key fields)";
        return null;
    }

    private static string Keys(string step)
    {
        try
        {
            return string.Join(",", JsonNode.Parse(step[2..])!.AsObject().Select(key => $"{key.Key}={GoText.Json(key.Value)}"));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            // Clients may store what they like in managedFields.
            return step[2..];
        }
    }
}
