using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>The defaults that the tables state, wherever the type occurs.</summary>
internal static class TableDefaults
{
    public static void Apply(BuiltinType type, JsonObject value)
    {
        foreach (var field in type.Fields)
        {
            var current = value[field.Name];
            if (current is null || (!field.Pointer && field.Default is not null && IsZero(current)))
            {
                if (Initial(field) is not { } initial)
                    continue;
                value[field.Name] = current = initial;
            }

            Apply(field.Type, current);
        }
    }

    private static JsonNode? Initial(BuiltinField field)
    {
        if (field.Default is not null)
            return JsonTree.CloneNode(field.Default);
        return field is { Pointer: false, Type: TypeRef.Struct } ? new JsonObject() : null;
    }

    private static void Apply(TypeRef type, JsonNode? value)
    {
        switch (type, value)
        {
            case (TypeRef.Struct structure, JsonObject map):
                Apply(structure.Type, map);
                break;
            case (TypeRef.Map { Element: TypeRef.Struct } entries, JsonObject map):
                foreach (var (_, element) in map)
                    Apply(entries.Element, element);
                break;
            case (TypeRef.List { Element: TypeRef.Struct } list, JsonArray items):
                foreach (var item in items)
                    Apply(list.Element, item);
                break;
        }
    }

    private static bool IsZero(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.AsString() is "",
        JsonValueKind.Number => value.AsLong() is 0,
        JsonValueKind.False => true,
        _ => false,
    };
}
