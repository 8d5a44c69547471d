using System.Text.Json.Nodes;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>Removes fields that a type does not have.</summary>
internal static class Pruner
{
    /// <summary>Prunes in place; <paramref name="unknown"/> gets the paths of what was removed, in document order.</summary>
    public static void Prune(BuiltinType type, JsonObject value, string path, List<string> unknown)
    {
        foreach (var name in value.Select(member => member.Key).ToArray())
        {
            var at = path.Length == 0 ? name : path + "." + name;
            if (type.Field(name) is { } field)
            {
                Prune(field.Type, value[name], at, unknown);
                continue;
            }

            value.Remove(name);
            unknown.Add(at);
        }
    }

    private static void Prune(TypeRef type, JsonNode? value, string path, List<string> unknown)
    {
        switch (type, value)
        {
            case (TypeRef.Struct structure, JsonObject map):
                Prune(structure.Type, map, path, unknown);
                break;
            case (TypeRef.Any { ObjectsAs: { } objects }, JsonObject map):
                Prune(objects, map, path, unknown);
                break;
            case (TypeRef.Map entries, JsonObject map):
                foreach (var (key, element) in map.ToArray())
                    Prune(entries.Element, element, path + "." + key, unknown);
                break;
            case (TypeRef.List list, JsonArray items):
                for (var i = 0; i < items.Count; i++)
                    Prune(list.Element, items[i], $"{path}[{i}]", unknown);
                break;
        }
    }
}
