using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>An object without the fields and items of a set.</summary>
internal static class Removing
{
    /// <summary>Made of copies.</summary>
    public static JsonObject Remove(FieldType type, JsonObject value, FieldSet unwanted) => Visit(type, value, unwanted) as JsonObject ?? [];

    private static JsonNode? Visit(FieldType type, JsonNode? value, FieldSet unwanted) => (Shapes.Of(type, Maybe.Of(value)), value) switch
    {
        (FieldType.Map { Atomic: false } map, JsonObject fields) => Fields(map, fields, unwanted),
        (FieldType.List { Relation: not ListRelation.Atomic } list, JsonArray items) => Items(list, items, unwanted),
        _ => JsonTree.CloneNode(value),
    };

    private static JsonObject Fields(FieldType.Map type, JsonObject fields, FieldSet unwanted)
    {
        var result = new JsonObject();
        foreach (var (name, value) in fields)
        {
            var below = unwanted.Child(PathStep.Field(name));
            if (below?.IsMember == true)
                continue;
            result[name] = below is null ? JsonTree.CloneNode(value) : Visit(type.TypeOf(name) ?? FieldType.Deduced, value, below);
        }

        return result;
    }

    private static JsonArray Items(FieldType.List type, JsonArray items, FieldSet unwanted)
    {
        var result = new JsonArray();
        foreach (var item in items)
        {
            var below = PathStep.Item(type, item, out _) is { } step ? unwanted.Child(step) : null;
            if (below?.IsMember != true)
                result.Add(below is null ? JsonTree.CloneNode(item) : Visit(type.Element, item, below));
        }

        return result;
    }
}
