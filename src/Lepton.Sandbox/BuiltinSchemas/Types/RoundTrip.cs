using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>
/// What becomes of an object that a server decodes into its own types and writes again: fields in declared order, empty ones dropped or written as the type
/// says, map keys sorted, quantities and times in canonical form.
/// </summary>
internal static class RoundTrip
{
    public static JsonObject Apply(BuiltinType type, JsonObject value)
    {
        var result = new JsonObject();
        foreach (var field in type.Fields)
        {
            var written = value[field.Name] is { } current ? Apply(field.Type, current) : null;
            if (written is null && !field.Pointer && field.Always)
                result[field.Name] = Zero(field.Type);
            else if (written is not null && (field.Pointer || field.Always || !IsEmpty(written)))
                result[field.Name] = written;
            else if (field is { Pointer: true, Always: true })
                result[field.Name] = written;
        }

        return result;
    }

    /// <summary>How an absent value is written where it must be.</summary>
    private static JsonNode? Zero(TypeRef type) => type switch
    {
        TypeRef.Struct structure => Apply(structure.Type, []),
        TypeRef.Scalar scalar => scalar.Kind switch
        {
            ScalarKind.String => JsonValue.Create(""),
            ScalarKind.Int32 or ScalarKind.Int64 or ScalarKind.Double or ScalarKind.IntOrString => JsonNumbers.From(0),
            ScalarKind.Bool => JsonValue.Create(false),
            ScalarKind.Quantity => JsonValue.Create("0"),
            _ => null,
        },
        _ => null,
    };

    private static JsonNode? Apply(TypeRef type, JsonNode value) => (type, value) switch
    {
        (TypeRef.Struct structure, JsonObject map) => Apply(structure.Type, map),
        (TypeRef.Any { ObjectsAs: { } objects }, JsonObject map) => Apply(objects, map),
        (TypeRef.Map entries, JsonObject map) => Entries(entries, map),
        (TypeRef.List list, JsonArray items) => new JsonArray([.. items.Select(item => item is null ? Zero(list.Element) : Apply(list.Element, item))]),
        (TypeRef.Scalar scalar, JsonValue) => Scalars.Canonical(scalar.Kind, value),
        _ => JsonTree.CloneNode(value),
    };

    private static JsonObject Entries(TypeRef.Map type, JsonObject map)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            result[key] = value is null ? Zero(type.Element) : Apply(type.Element, value);
        return result;
    }

    private static bool IsEmpty(JsonNode value) => value switch
    {
        JsonArray items => items.Count == 0,
        JsonObject map => map.Count == 0,
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => value.AsString() is "",
            JsonValueKind.Number => value.AsLong() is 0,
            JsonValueKind.False => true,
            _ => false,
        },
    };
}
