using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas.OpenApi;

/// <summary>
/// The <c>components.schemas</c> of OpenAPI v3 for built-in kinds: what kubectl explain, its client-side validation and its patches are made of.
/// </summary>
internal static class BuiltinComponents
{
    private const string ReferencePrefix = "#/components/schemas/";

    /// <summary>Scalars that explain shows by name.</summary>
    private static readonly Dictionary<ScalarKind, (string, ScalarKind)> NamedScalars = new()
    {
        [ScalarKind.Quantity] = ("io.k8s.apimachinery.pkg.api.resource.Quantity", ScalarKind.Quantity),
        [ScalarKind.IntOrString] = ("io.k8s.apimachinery.pkg.util.intstr.IntOrString", ScalarKind.IntOrString),
    };

    /// <summary>Name of the component of a kind; null for a kind without a table.</summary>
    public static string? NameOf(string groupVersion, string kind) => BuiltinTypes.Find(groupVersion, kind)?.FullName;

    /// <summary>Name of the component of metadata, which custom resources share.</summary>
    public static string Metadata => ((TypeRef.Struct)BuiltinTypes.Find("v1", "ConfigMap")!.Field("metadata")!.Type).Type.FullName;

    /// <summary>Adds the component of a kind and of every type it leads to.</summary>
    public static void Add(JsonObject schemas, string group, string version, string kind)
    {
        if (BuiltinTypes.Find(group.Length == 0 ? version : $"{group}/{version}", kind) is not { } type)
            return;
        AddType(schemas, type, PatchSchemas.For(group, kind));
        var marks = (JsonObject)schemas[type.FullName]!;
        if (marks["x-kubernetes-group-version-kind"] is not JsonArray kinds)
            marks["x-kubernetes-group-version-kind"] = kinds = [];
        kinds.Add(new JsonObject { ["group"] = group, ["kind"] = kind, ["version"] = version });
    }

    /// <summary>Adds metadata alone.</summary>
    public static void AddMetadata(JsonObject schemas) =>
        AddType(schemas, ((TypeRef.Struct)BuiltinTypes.Find("v1", "ConfigMap")!.Field("metadata")!.Type).Type, PatchSchemas.ObjectMeta);

    public static JsonObject Reference(string name) => new() { ["$ref"] = ReferencePrefix + name };

    private static void AddType(JsonObject schemas, BuiltinType type, PatchSchema patch)
    {
        if (schemas.ContainsKey(type.FullName))
            return;
        var schema = new JsonObject { ["type"] = "object" };
        schemas[type.FullName] = schema;
        if (type.Description is not null)
            schema["description"] = type.Description;
        if (type.Atomic)
            schema["x-kubernetes-map-type"] = "atomic";
        if (type.Fields.Where(field => field.Required).Select(field => field.Name).ToArray() is { Length: > 0 } required)
            schema["required"] = new JsonArray([.. required.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);
        var properties = new JsonObject();
        foreach (var field in type.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            properties[field.Name] = Property(schemas, field, patch.Field(field.Name));
        if (properties.Count > 0)
            schema["properties"] = properties;
    }

    private static JsonObject Property(JsonObject schemas, BuiltinField field, PatchField patch)
    {
        var schema = Schema(schemas, field.Type, patch.Schema);
        if (schema.ContainsKey("$ref"))
            schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
        if (field.Description is not null)
            schema["description"] = field.Description;
        if (field.Default is not null)
            schema["default"] = JsonTree.CloneNode(field.Default);
        if (field.Type is TypeRef.List list)
            ListMarks(schema, list, patch);
        else if (patch.Strategy == PatchStrategy.Replace)
            schema["x-kubernetes-patch-strategy"] = "replace";
        if (field.Type is TypeRef.Map { Atomic: true })
            schema["x-kubernetes-map-type"] = "atomic";
        return schema;
    }

    private static void ListMarks(JsonObject schema, TypeRef.List list, PatchField patch)
    {
        schema["x-kubernetes-list-type"] = list.Kind.ToString().ToLowerInvariant();
        if (list.Kind == ListKind.Map)
            schema["x-kubernetes-list-map-keys"] = new JsonArray([.. list.Keys.Select(key => (JsonNode)key)]);
        if (patch.Strategy != PatchStrategy.Merge)
            return;
        schema["x-kubernetes-patch-strategy"] = "merge";
        if (patch.MergeKey is not null)
            schema["x-kubernetes-patch-merge-key"] = patch.MergeKey;
    }

    private static JsonObject Schema(JsonObject schemas, TypeRef type, PatchSchema patch)
    {
        switch (type)
        {
            case TypeRef.Struct structure:
                AddType(schemas, structure.Type, patch);
                return Reference(structure.Type.FullName);
            case TypeRef.List list:
                return new JsonObject { ["type"] = "array", ["items"] = Schema(schemas, list.Element, patch) };
            case TypeRef.Map map:
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = Schema(schemas, map.Element, PatchSchema.Plain) };
            case TypeRef.Scalar scalar:
                return NamedScalars.TryGetValue(scalar.Kind, out var named) ? Named(schemas, named) : Scalar(scalar.Kind);
            default:
                // Anything at all: a schema says so by saying nothing.
                return type is TypeRef.Any { ObjectOnly: true } ? new JsonObject { ["type"] = "object" } : [];
        }
    }

    private static JsonObject Named(JsonObject schemas, (string Name, ScalarKind Kind) scalar)
    {
        if (!schemas.ContainsKey(scalar.Name))
            schemas[scalar.Name] = Scalar(scalar.Kind);
        return Reference(scalar.Name);
    }

    private static JsonObject Scalar(ScalarKind kind) => kind switch
    {
        ScalarKind.Int32 => Typed("integer", "int32"),
        ScalarKind.Int64 => Typed("integer", "int64"),
        ScalarKind.Double => Typed("number", "double"),
        ScalarKind.Bool => Typed("boolean", null),
        ScalarKind.Bytes => Typed("string", "byte"),
        ScalarKind.Time or ScalarKind.MicroTime => Typed("string", "date-time"),
        ScalarKind.IntOrString => new JsonObject { ["format"] = "int-or-string", ["oneOf"] = new JsonArray(Typed("integer", null), Typed("string", null)) },
        ScalarKind.Quantity => new JsonObject { ["oneOf"] = new JsonArray(Typed("string", null), Typed("number", null)) },
        _ => Typed("string", null),
    };

    private static JsonObject Typed(string type, string? format)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
            schema["format"] = format;
        return schema;
    }
}
