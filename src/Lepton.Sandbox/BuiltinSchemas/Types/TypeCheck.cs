using System.Text.Json.Nodes;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>Whether a server could decode an object into its own types, and what it says when not.</summary>
internal static class TypeCheck
{
    /// <summary>The first problem in document order, in Go's words; null when there is none.</summary>
    public static string? Problem(BuiltinType type, JsonObject value, string path = "")
    {
        foreach (var (name, member) in value)
        {
            if (member is null || type.Field(name) is not { } field)
                continue;
            var at = path.Length == 0 ? name : path + "." + name;
            if (Problem(field.Type, member, type.Name, at) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? Problem(TypeRef type, JsonNode value, string owner, string path)
    {
        string Where(string goType) => $"Go struct field {owner}.{path} of type {goType}";
        return (type, value) switch
        {
            (TypeRef.Scalar scalar, _) => Scalars.Problem(scalar.Kind, value, Where),
            (TypeRef.Struct structure, JsonObject map) => Problem(structure.Type, map, path),
            (TypeRef.Any { ObjectsAs: { } objects }, JsonObject map) => Problem(objects, map, path),
            (TypeRef.Map entries, JsonObject map) => First(map.Select(entry => entry.Value), entries.Element, owner, path),
            (TypeRef.List list, JsonArray items) => First(items, list.Element, owner, path),
            (TypeRef.Any any, _) => any.ObjectOnly && value is not JsonObject ? Scalars.Mismatch(value, Where("map[string]interface {}")) : null,
            _ => Scalars.Mismatch(value, Where(GoName(type))),
        };
    }

    private static string? First(IEnumerable<JsonNode?> values, TypeRef type, string owner, string path) =>
        values.Select(value => value is null ? null : Problem(type, value, owner, path)).FirstOrDefault(problem => problem is not null);

    private static string GoName(TypeRef type) => type switch
    {
        TypeRef.Struct structure => "v1." + structure.Type.Name,
        TypeRef.Map map => "map[string]" + GoName(map.Element),
        TypeRef.List list => "[]" + GoName(list.Element),
        TypeRef.Scalar scalar => scalar.Kind switch
        {
            ScalarKind.Int32 => "int32",
            ScalarKind.Int64 => "int64",
            ScalarKind.Double => "float64",
            ScalarKind.Bool => "bool",
            ScalarKind.Bytes => "[]uint8",
            ScalarKind.Quantity => "resource.Quantity",
            ScalarKind.IntOrString => "intstr.IntOrString",
            ScalarKind.Time => "v1.Time",
            ScalarKind.MicroTime => "v1.MicroTime",
            _ => "string",
        },
        _ => "interface {}",
    };
}
