using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas;

/// <summary>The schema of a custom resource as field management sees it.</summary>
internal static class StructuralFieldTypes
{
    /// <param name="schema">openAPIV3Schema; null preserves everything.</param>
    public static FieldType.Map OfResource(JsonObject? schema)
    {
        var root = Object(schema ?? new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true });
        AddIdentity(root);
        return root;
    }

    private static FieldType Of(JsonObject schema)
    {
        if (schema.Bool("x-kubernetes-int-or-string") == true)
            return FieldType.AnyScalar;
        switch (schema.Str("type"))
        {
            case "object":
                return Embedded(schema);
            case "array":
                return List(schema);
            case "string":
                return FieldType.String;
            case "integer" or "number":
                return new FieldType.Scalar(ScalarType.Number);
            case "boolean":
                return new FieldType.Scalar(ScalarType.Boolean);
            default:
                return FieldType.Deduced;
        }
    }

    private static FieldType.Map Embedded(JsonObject schema)
    {
        var map = Object(schema);
        if (schema.Bool("x-kubernetes-embedded-resource") == true)
            AddIdentity(map);
        return map;
    }

    private static FieldType.Map Object(JsonObject schema)
    {
        var map = new FieldType.Map { Atomic = schema.Str("x-kubernetes-map-type") == "atomic" };
        foreach (var (name, property) in schema.Obj("properties") ?? [])
        {
            map.Fields[name] = Of(property as JsonObject ?? []);
            if (property?["default"] is { } value)
                map.Defaults[name] = value;
        }

        if (schema["additionalProperties"] is JsonObject values)
            map.Element = Of(values);
        else if (map.Fields.Count == 0 || schema.Bool("x-kubernetes-preserve-unknown-fields") == true)
            map.Element = FieldType.Deduced;
        return map;
    }

    private static FieldType.List List(JsonObject schema)
    {
        var relation = schema.Str("x-kubernetes-list-type") switch
        {
            "map" => ListRelation.Keyed,
            "set" => ListRelation.Set,
            _ => ListRelation.Atomic,
        };
        return new FieldType.List(relation, [.. schema.Arr("x-kubernetes-list-map-keys").Strings()]) { Element = Of(schema.Obj("items") ?? []) };
    }

    private static void AddIdentity(FieldType.Map map)
    {
        map.Fields["apiVersion"] = FieldType.String;
        map.Fields["kind"] = FieldType.String;
        map.Fields["metadata"] = BuiltinFieldTypes.Metadata;
    }
}
