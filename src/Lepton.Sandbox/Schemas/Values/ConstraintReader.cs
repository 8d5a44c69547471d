using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>Reads the constraints of a schema node.</summary>
internal static class ConstraintReader
{
    public static Constraints Read(JsonObject schema) => new()
    {
        Format = schema.Str("format") is { Length: > 0 } format ? format : null,
        Minimum = Number(schema, "minimum"),
        ExclusiveMinimum = schema.Bool("exclusiveMinimum") == true,
        Maximum = Number(schema, "maximum"),
        ExclusiveMaximum = schema.Bool("exclusiveMaximum") == true,
        MultipleOf = Number(schema, "multipleOf"),
        MinLength = schema.Int("minLength"),
        MaxLength = schema.Int("maxLength"),
        Pattern = schema.Str("pattern") is { Length: > 0 } pattern ? pattern : null,
        Expression = schema.Str("pattern") is { Length: > 0 } text ? Re2.TryCompile(text, out _) : null,
        MinItems = schema.Int("minItems"),
        MaxItems = schema.Int("maxItems"),
        MinProperties = schema.Int("minProperties"),
        MaxProperties = schema.Int("maxProperties"),
        Required = [.. schema.Arr("required").Strings()],
        Enum = schema.Arr("enum") is { Count: > 0 } values ? values : null,
        AnyOf = Alternatives(schema, "anyOf"),
        AllOf = Alternatives(schema, "allOf"),
        OneOf = Alternatives(schema, "oneOf"),
        Not = schema.Obj("not") is { } not ? StructuralReader.Read(not) : null,
    };

    private static Structural[] Alternatives(JsonObject schema, string keyword) => [.. (schema.Arr(keyword) ?? []).OfType<JsonObject>().Select(StructuralReader.Read)];

    private static double? Number(JsonObject schema, string keyword) => schema[keyword] is JsonValue value && value.TryGetValue<double>(out var number) ? number : schema.Int(keyword);
}
