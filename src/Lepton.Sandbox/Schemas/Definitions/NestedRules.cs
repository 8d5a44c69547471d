using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>Patterns, and what may stand in anyOf, allOf, oneOf and not.</summary>
internal static class NestedRules
{
    private static readonly (string Keyword, string Text)[] Forbidden =
    [
        ("type", "must be empty to be structural"),
        ("additionalProperties", "must be undefined to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ];

    public static void Check(JsonObject schema, string path, FieldErrors errors)
    {
        if (schema.Str("pattern") is { Length: > 0 } pattern && Re2.TryCompile(pattern, out var problem) is null)
            errors.Invalid(path + ".pattern", pattern, $"must be a valid regular expression, but isn't: {problem}");

        // The usual way to say int-or-string has types in it: anyOf of integer and string, alone or first in allOf.
        if (!IsIntOrString(schema.Arr("anyOf")))
            Each(schema, "anyOf", path, errors, skipFirst: false);
        Each(schema, "allOf", path, errors, skipFirst: IsIntOrString((schema.Arr("allOf") is [JsonObject first, ..] ? first : null).Arr("anyOf")));
        Each(schema, "oneOf", path, errors, skipFirst: false);
        if (schema.Obj("not") is { } not)
            Nested(not, path + ".not", errors);
    }

    private static void Each(JsonObject schema, string keyword, string path, FieldErrors errors, bool skipFirst)
    {
        var items = schema.Arr(keyword) ?? [];
        for (var i = skipFirst ? 1 : 0; i < items.Count; i++)
            Nested(items[i] as JsonObject ?? [], $"{path}.{keyword}[{i}]", errors);
    }

    private static void Nested(JsonObject schema, string path, FieldErrors errors)
    {
        Check(schema, path, errors);
        if (schema.Obj("items") is { } items)
            Nested(items, path + ".items", errors);
        foreach (var (name, property) in schema.Obj("properties") ?? [])
            Nested(property as JsonObject ?? [], $"{path}.properties[{name}]", errors);
        foreach (var (keyword, text) in Forbidden)
        {
            if (IsGiven(schema[keyword]))
                errors.Forbidden($"{path}.{keyword}", text);
        }

        if (schema.Obj("properties")?.ContainsKey("metadata") == true)
            errors.Forbidden(path + ".properties[metadata]", "must not be specified in a nested context");
    }

    private static bool IsGiven(JsonNode? value) => value switch
    {
        null => false,
        JsonArray list => list.Count > 0,
        JsonValue scalar when scalar.TryGetValue<bool>(out var flag) => flag,
        _ => value.AsString() is not "",
    };

    private static bool IsIntOrString(JsonArray? anyOf) =>
        anyOf is [JsonObject { Count: 1 } first, JsonObject { Count: 1 } second] && first.Str("type") == "integer" && second.Str("type") == "string";
}
