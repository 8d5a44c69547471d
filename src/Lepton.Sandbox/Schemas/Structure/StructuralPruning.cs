using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Types;

namespace Lepton.Sandbox.Schemas.Structure;

/// <summary>Removes what a structural schema does not name, and nulls where null is not allowed.</summary>
internal static class StructuralPruning
{
    private static readonly BuiltinType Metadata = ((TypeRef.Struct)BuiltinTypes.Find("v1", "ConfigMap")!.Field("metadata")!.Type).Type;

    /// <summary>Prunes a whole object in place; the paths removed come in document order.</summary>
    public static void PruneResource(Structural schema, JsonObject value, string path, List<string> unknown)
    {
        foreach (var name in value.Select(field => field.Key).ToArray())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            switch (name)
            {
                case "apiVersion" or "kind":
                    break;
                case "metadata" when value[name] is JsonObject metadata:
                    Pruner.Prune(Metadata, metadata, at, unknown);
                    break;
                case "metadata":
                    break;
                default:
                    PruneField(schema, value, name, at, unknown);
                    break;
            }
        }
    }

    /// <summary>Prunes any value that follows the schema.</summary>
    public static void PruneValue(Structural schema, JsonNode? value, List<string> unknown) => Prune(schema, value, "", unknown);

    /// <summary>Nulls that have no default go; those with one are filled by it.</summary>
    public static void DropNulls(Structural schema, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, member) in map.ToArray())
                {
                    if (schema.Property(name) is not { } property)
                        continue;
                    if (member is null && !property.Nullable && property.Default is null)
                        map.Remove(name);
                    else
                        DropNulls(property, member);
                }

                break;
            case JsonArray items when schema.Items is { } item:
                foreach (var element in items)
                    DropNulls(item, element);
                break;
        }
    }

    private static void Prune(Structural schema, JsonNode? value, string path, List<string> unknown)
    {
        switch (value)
        {
            case JsonObject map when schema.Embedded:
                PruneResource(schema, map, path, unknown);
                break;
            case JsonObject map:
                foreach (var name in map.Select(field => field.Key).ToArray())
                    PruneField(schema, map, name, $"{path}.{name}", unknown);
                break;
            case JsonArray items when schema.Items is { } item:
                for (var i = 0; i < items.Count; i++)
                    Prune(item, items[i], $"{path}[{i}]", unknown);
                break;
        }
    }

    private static void PruneField(Structural schema, JsonObject map, string name, string path, List<string> unknown)
    {
        if (schema.Property(name) is { } property)
        {
            Prune(property, map[name], path, unknown);
        }
        else if (!schema.PreserveUnknown && !schema.AdditionalAny)
        {
            map.Remove(name);
            unknown.Add(path);
        }
    }
}
