using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>
/// A schema must be structural: a type everywhere, and nothing in anyOf, allOf, oneOf and not but constraints on what is declared outside of them.
/// After apiextensions' ValidateStructural, with its texts.
/// </summary>
internal static class StructureRules
{
    private enum Level
    {
        Root,
        Field,
        Item,
    }

    /// <summary>Sorted by text, as the server does.</summary>
    public static IReadOnlyList<Storage.FieldError> Check(JsonObject schema, string path)
    {
        var errors = new FieldErrors();
        Invariants(schema, Level.Root, path, errors);
        Completeness.Check(schema, schema, path, path, errors);
        return [.. errors.All.OrderBy(error => $"{error.Field}: {error.Message}", StringComparer.Ordinal)];
    }

    private static void Invariants(JsonObject schema, Level level, string path, FieldErrors errors)
    {
        if (schema.Str("type") == "array" && schema.Obj("items") is null)
            errors.Required(path + ".items", "must be specified");
        if (schema.Obj("items") is { } items)
            Invariants(items, Level.Item, path + ".items", errors);
        foreach (var (name, property) in schema.Obj("properties") ?? [])
            Invariants(property as JsonObject ?? [], Level.Field, $"{path}.properties[{name}]", errors);
        if (schema["additionalProperties"] is not null && level == Level.Root)
            errors.Forbidden(path + ".additionalProperties", "must not be used at the root");
        if (schema.Obj("additionalProperties") is { } values)
            Invariants(values, Level.Field, path + ".additionalProperties", errors);
        Extensions(schema, path, errors);
        NestedRules.Check(schema, path, errors);
        Type(schema, level, path, errors);
        Identity(schema, level, path, errors);
    }

    private static void Extensions(JsonObject schema, string path, FieldErrors errors)
    {
        if (schema.Bool("x-kubernetes-int-or-string") != true)
            return;
        foreach (var other in ((string[])["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"]).Where(name => schema.Bool(name) == true))
            errors.Invalid($"{path}.{other}", true, "must be false if x-kubernetes-int-or-string is true");
    }

    private static void Type(JsonObject schema, Level level, string path, FieldErrors errors)
    {
        var type = schema.Str("type") ?? "";
        var embedded = schema.Bool("x-kubernetes-embedded-resource") == true;
        if (embedded && type != "object")
        {
            const string text = "must be object if x-kubernetes-embedded-resource is true";
            if (type.Length == 0)
                errors.Required(path + ".type", text);
            else
                errors.Invalid(path + ".type", type, text);
        }
        else if (type.Length == 0 && schema.Bool("x-kubernetes-int-or-string") != true && schema.Bool("x-kubernetes-preserve-unknown-fields") != true)
        {
            errors.Required(path + ".type", level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            });
        }

        if (embedded && schema["additionalProperties"] is not null)
            errors.Forbidden(path + ".additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
        if (level == Level.Root && type.Length > 0 && type != "object")
            errors.Invalid(path + ".type", type, "must be object at the root");
        if (embedded && schema.Bool("x-kubernetes-preserve-unknown-fields") != true && schema.Obj("properties") is null or { Count: 0 } && embedded)
            errors.Required(path + ".properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
    }

    private static void Identity(JsonObject schema, Level level, string path, FieldErrors errors)
    {
        var whole = level == Level.Root || schema.Bool("x-kubernetes-embedded-resource") == true;
        var properties = schema.Obj("properties");
        foreach (var name in (string[])["kind", "apiVersion"])
        {
            if (whole && properties.Obj(name) is { } property && property.Str("type") != "string")
                errors.Invalid($"{path}.properties[{name}].type", property.Str("type") ?? "", "must be string");
        }

        if (properties.Obj("metadata") is not { } metadata)
            return;
        if (whole && metadata.Str("type") != "object")
            errors.Invalid($"{path}.properties[metadata].type", metadata.Str("type") ?? "", "must be object");
        if (level == Level.Root && !OnlyNames(metadata))
            errors.Forbidden($"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified");
    }

    private static bool OnlyNames(JsonObject metadata) =>
        metadata.All(keyword => keyword.Key is "type" or "description" or "default" or "properties")
        && (metadata.Obj("properties") ?? []).All(property => property.Key is "name" or "generateName");
}
