using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>Keywords that are not supported, or not together. One node; <see cref="DefinitionWalk"/> visits them all.</summary>
internal static class KeywordRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    public static void Check(JsonObject schema, string path, FieldErrors errors)
    {
        Unsupported(schema, path, errors);
        if (schema.Bool("uniqueItems") == true)
            errors.Forbidden(path + ".uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        if (schema["additionalProperties"] is { } additional && schema.Obj("properties") is { Count: > 0 } && (additional is JsonObject || schema.Bool("additionalProperties") == false))
            errors.Forbidden(path + ".additionalProperties", "additionalProperties and properties are mutual exclusive");
        if (schema.Bool("x-kubernetes-preserve-unknown-fields") == false)
            errors.Invalid(path + ".x-kubernetes-preserve-unknown-fields", false, "must be true or undefined");
        MapType(schema, path, errors);
        ListType(schema, path, errors);
        ListMapKeys(schema, path, errors);
        KeysOfMaps(schema, path, errors);
    }

    private static void Unsupported(JsonObject schema, string path, FieldErrors errors)
    {
        if (schema.Str("type") is { Length: > 0 } type && !Types.Contains(type))
        {
            errors.NotSupported(path + ".type", type, Types);
            if (type == "null")
                errors.Forbidden(path + ".type", "type cannot be set to null, use nullable as an alternative");
        }

        foreach (var keyword in ((string[])["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"]).Where(keyword => schema[keyword] is not null))
            errors.Forbidden($"{path}.{keyword}", $"{keyword} is not supported");
        if (schema["items"] is JsonArray)
            errors.Forbidden(path + ".items", "items must be a schema object and not an array");
    }

    private static void MapType(JsonObject schema, string path, FieldErrors errors)
    {
        if (schema.Str("x-kubernetes-map-type") is not { } mapType)
            return;
        NeedsType(schema, "object", "must be object if x-kubernetes-map-type is specified", path, errors);
        if (mapType is not ("atomic" or "granular"))
            errors.NotSupported(path + ".x-kubernetes-map-type", mapType, "atomic", "granular");
    }

    private static void ListType(JsonObject schema, string path, FieldErrors errors)
    {
        if (schema.Str("x-kubernetes-list-type") is not { } listType)
            return;
        NeedsType(schema, "array", "must be array if x-kubernetes-list-type is specified", path, errors);
        if (listType is not ("atomic" or "set" or "map"))
            errors.NotSupported(path + ".x-kubernetes-list-type", listType, "atomic", "set", "map");
        if (listType != "set" || schema.Obj("items") is not { } items)
            return;
        if (items.Str("type") == "array" && items.Str("x-kubernetes-list-type") is { } inner and not "atomic")
            errors.Invalid(path + ".items.x-kubernetes-list-type", inner, "must be atomic as item of a list with x-kubernetes-list-type=set");
        if (items.Str("type") == "object" && items.Str("x-kubernetes-map-type") != "atomic")
            errors.Invalid(path + ".items.x-kubernetes-map-type", items["x-kubernetes-map-type"], "must be atomic as item of a list with x-kubernetes-list-type=set");
    }

    private static void ListMapKeys(JsonObject schema, string path, FieldErrors errors)
    {
        var keys = schema.Arr("x-kubernetes-list-map-keys").Strings().ToArray();
        var listType = schema.Str("x-kubernetes-list-type");
        if (keys.Length > 0 && listType is null)
            errors.Required(path + ".x-kubernetes-list-type", "must be map if x-kubernetes-list-map-keys is non-empty");
        else if (keys.Length > 0 && listType != "map")
            errors.Invalid(path + ".x-kubernetes-list-type", listType, "must be map if x-kubernetes-list-map-keys is non-empty");
        if (listType != "map")
            return;
        if (keys.Length == 0)
            errors.Required(path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map");
        if (schema.Obj("items") is not { } items)
        {
            errors.Required(path + ".items", "must have a schema if x-kubernetes-list-type is map");
            return;
        }

        if (items.Str("type") != "object")
            errors.Invalid(path + ".items.type", items.Str("type") ?? "", "must be object if parent array's x-kubernetes-list-type is map");
        foreach (var key in keys)
        {
            if (items.Obj("properties").Obj(key) is not { } property)
                errors.Invalid(path + ".x-kubernetes-list-map-keys", schema["x-kubernetes-list-map-keys"], "entries must all be names of item properties");
            else if (property.Str("type") is "object" or "array")
                errors.Invalid($"{path}.items.properties[{key}].type", items.Str("type"), "must be a scalar type if parent array's x-kubernetes-list-type is map");
        }

        if (keys.Distinct().Count() != keys.Length)
            errors.Invalid(path + ".x-kubernetes-list-map-keys", schema["x-kubernetes-list-map-keys"], "must not contain duplicate entries");
    }

    /// <summary>Items must be told apart: keys are always there.</summary>
    private static void KeysOfMaps(JsonObject schema, string path, FieldErrors errors)
    {
        var listType = schema.Str("x-kubernetes-list-type");
        if (listType is not ("set" or "map") || schema.Obj("items") is not { } items)
            return;
        if (items.Bool("nullable") == true)
            errors.Forbidden(path + ".items.nullable", $"cannot be nullable when x-kubernetes-list-type is {listType}");
        if (listType == "set")
            return;
        var required = items.Arr("required").Strings().ToHashSet(StringComparer.Ordinal);
        foreach (var key in schema.Arr("x-kubernetes-list-map-keys").Strings())
        {
            if (items.Obj("properties").Obj(key) is not { } property)
                continue;
            if (!required.Contains(key) && property["default"] is null)
                errors.Required($"{path}.items.properties[{key}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            if (property.Bool("nullable") == true)
                errors.Forbidden($"{path}.items.properties[{key}].nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }

    private static void NeedsType(JsonObject schema, string wanted, string text, string path, FieldErrors errors)
    {
        var type = schema.Str("type") ?? "";
        if (type == wanted)
            return;
        if (type.Length == 0)
            errors.Required(path + ".type", text);
        else
            errors.InvalidText(path + ".type", GoQuote.Quote(type), text);
    }
}
