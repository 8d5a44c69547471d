using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>JSON as values of expressions, by its schema. After Kubernetes' pkg/cel/common/valuesunstructured.go.</summary>
internal static class SchemaValues
{
    /// <summary>A value, or an error when it is not what the schema says.</summary>
    public static object? Of(JsonNode? node, Structural schema)
    {
        if (node is null)
            return schema.Nullable ? null : new CelError("invalid data, got null for schema with nullable=false");
        if (schema.IntOrString)
            return (object?)node.AsString() ?? (object?)Whole(node) ?? new CelError("invalid data, expected XIntOrString value to be either a string or integer");
        return schema.Type switch
        {
            "object" => node is JsonObject map ? new SchemaObject(map, schema.Embedded ? Identity.Add(schema) : schema) : Wrong("expected a map for the provided schema with type=object"),
            "array" => node is JsonArray items && schema.Items is not null ? new SchemaList(items, schema) : Wrong("expected an array for the provided schema with type=array"),
            "string" => node.AsString() is { } text ? Text(text, schema.Constraints.Format) : Wrong("expected string"),
            "number" => node.GetValueKind() == JsonValueKind.Number ? Real(node) : Wrong("expected float"),
            "integer" => Whole(node) is { } number ? number : Wrong("expected int"),
            "boolean" => node is JsonValue flag && flag.TryGetValue<bool>(out var value) ? value : Wrong("expected bool"),
            _ when schema.PreserveUnknown => new PreservedValue(node),
            _ => new CelError($"invalid type, expected object, array, number, integer, boolean or string, or no type with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got {schema.Type}"),
        };
    }

    private static CelError Wrong(string what) => new("invalid data, " + what);

    private static long? Whole(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.Number && long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double Real(JsonNode node) => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static object Text(string text, string? format)
    {
        switch (format)
        {
            case "duration":
                return SchemaDurations.Parse(text) is { } duration ? duration : new CelError($"Invalid duration {text}: unable to parse {text} as duration");
            case "date":
                return CelTimestamp.Parse(text + "T00:00:00Z") ?? new CelError($"Invalid date formatted string {text}");
            case "date-time":
                return CelTimestamp.Parse(text.ToUpperInvariant()) ?? new CelError($"Invalid date-time formatted string {text}");
            case "byte":
                var data = new byte[((text.Length * 3) + 3) / 4];
                return Convert.TryFromBase64String(text, data, out var length) ? new Bytes(data[..length]) : new CelError($"Invalid byte formatted string {text}");
            default:
                return text;
        }
    }
}
