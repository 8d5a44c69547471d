using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas.Structure;

/// <summary>The defaults of a structural schema: for fields that are absent, and for nulls where null is not allowed.</summary>
internal static class StructuralDefaults
{
    public static void Apply(Structural schema, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                Fields(schema, map);
                break;
            case JsonArray items when schema.Items is { } item:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is null && item is { Nullable: false, Default: not null })
                        items[i] = JsonTree.CloneNode(item.Default);
                    Apply(item, items[i]);
                }

                break;
        }
    }

    private static void Fields(Structural schema, JsonObject map)
    {
        foreach (var (name, property) in schema.Properties)
        {
            if (property.Default is not null && map[name] is null && !(map.ContainsKey(name) && property.Nullable))
                map[name] = JsonTree.CloneNode(property.Default);
        }

        foreach (var (name, member) in map.ToArray())
        {
            if (schema.Properties.TryGetValue(name, out var property))
            {
                Apply(property, member);
            }
            else if (schema.Additional is { } additional)
            {
                if (member is null && additional is { Nullable: false, Default: not null })
                    map[name] = JsonTree.CloneNode(additional.Default);
                Apply(additional, map[name]);
            }
        }
    }
}
