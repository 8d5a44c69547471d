using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Schema;

/// <summary>
/// Checks a value against a structural schema without a server: types, required and unknown fields, enums, bounds, patterns and list keys.
/// All violations are found. CEL rules are not evaluated: what they say is the server's, or a semantic validator's, to check.
/// </summary>
public static partial class SchemaValidator
{
    public static IReadOnlyList<SchemaError> Validate(JsonNode? value, V1JSONSchemaProps schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var errors = new List<SchemaError>();
        Check(value, schema, "", errors);
        return errors;
    }

    private static void Check(JsonNode? value, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        if (value is null)
        {
            if (schema.Nullable != true)
                errors.Add(new SchemaError(path, "null", $"{Describe(schema)}, or no such field at all"));
            return;
        }
        if (!HasType(value, schema))
        {
            errors.Add(new SchemaError(path, Show(value), Describe(schema)));
            return;
        }
        CheckScalar(value, schema, path, errors);
        if (value is JsonObject map)
            CheckObject(map, schema, path, errors);
        else if (value is JsonArray list)
            CheckList(list, schema, path, errors);
    }

    private static bool HasType(JsonNode value, V1JSONSchemaProps schema)
    {
        var kind = value.GetValueKind();
        if (schema.XKubernetesIntOrString == true)
            return kind == JsonValueKind.String || IsInteger(value);
        return schema.Type switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => IsInteger(value),
            "number" => kind == JsonValueKind.Number,
            _ => true,
        };
    }

    private static bool IsInteger(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number && value.ToJsonString() is var text && decimal.TryParse(text, System.Globalization.NumberStyles.Float, null, out var number) && decimal.Truncate(number) == number;

    private static string Describe(V1JSONSchemaProps schema) => schema switch
    {
        { XKubernetesIntOrString: true } => "an integer or a string",
        { Enum: { } values } => $"one of {string.Join(", ", values.Select(v => (string?)v))}",
        { Type: "object", AdditionalProperties: not null } => "a map",
        { Type: "object" } => "an object",
        { Type: "array" } => "a list",
        { Type: "integer" } => "an integer",
        { Type: { } type } => $"a {type}",
        _ => "a value",
    };

    private static string Show(JsonNode value)
    {
        var text = value.ToJsonString();
        return text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "...");
    }

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
