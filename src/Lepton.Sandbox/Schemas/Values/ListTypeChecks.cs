using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>Sets and list maps hold each item once.</summary>
internal static class ListTypeChecks
{
    public static void Check(Structural schema, JsonNode? value, string path, FieldErrors errors)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, member) in map)
                {
                    if (schema.Property(name) is { } property)
                        Check(property, member, path.Length == 0 ? name : $"{path}.{name}", errors);
                }

                break;
            case JsonArray items:
                Duplicates(schema, items, path, errors);
                for (var i = 0; schema.Items is not null && i < items.Count; i++)
                    Check(schema.Items, items[i], $"{path}[{i}]", errors);
                break;
        }
    }

    private static void Duplicates(Structural schema, JsonArray items, string path, FieldErrors errors)
    {
        if (schema.ListType is not ("set" or "map"))
            return;
        var seen = new List<JsonNode?>();
        for (var i = 0; i < items.Count; i++)
        {
            var identity = schema.ListType == "set" ? items[i] : Keys(schema, items[i]);
            if (seen.Exists(other => JsonNode.DeepEquals(other, identity)))
                errors.Duplicate($"{path}[{i}]", identity);
            else
                seen.Add(identity);
        }
    }

    private static JsonObject Keys(Structural schema, JsonNode? item)
    {
        var keys = new JsonObject();
        foreach (var key in schema.ListMapKeys.Order(StringComparer.Ordinal))
        {
            if ((item as JsonObject)?[key] is { } value)
                keys[key] = JsonTree.CloneNode(value);
        }

        return keys;
    }
}
