using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>Types, in the words of kube-openapi.</summary>
internal static class TypeChecks
{
    private static readonly HashSet<string> NumberFormats = ["int32", "int64", "uint32", "uint64", "float", "float32", "float64", "double"];

    public static void Check(Structural schema, JsonNode? value, ErrorPath path, FieldErrors errors)
    {
        if (schema.Type.Length == 0 && !schema.IntOrString)
            return;
        var expected = schema.IntOrString ? "integer,string" : schema.Type;
        if (value is null)
        {
            if (!schema.Nullable)
                Fail(path, expected, "null", errors);
            return;
        }

        var (found, format) = Describe(value);
        if (Fits(schema, found, value))
            return;
        var named = schema.Constraints.Format is { } declared && NumberFormats.Contains(declared) && value is JsonValue && value.GetValueKind() != JsonValueKind.String ? declared : null;
        if (named is not null)
            Fail(path, named, format, errors);
        else
            Fail(path, expected, found, errors);
    }

    /// <summary>A value of the right type that its format refuses.</summary>
    public static void FormatFails(ErrorPath path, string format, JsonNode value, FieldErrors errors) =>
        errors.TypeInvalid(path.Field, value, $"{path.InText} in body must be of type {format}: {GoText.Quote(value.AsString()!)}");

    public static bool IsWhole(JsonNode value)
    {
        if (value.AsLong() is not null)
            return true;
        return value is JsonValue number && number.TryGetValue<double>(out var real) && Math.Floor(real) == real && Math.Abs(real) < 9.3e18;
    }

    private static bool Fits(Structural schema, string found, JsonNode value)
    {
        if (schema.IntOrString)
            return found == "string" || (found is "integer" or "number" && IsWhole(value));
        return schema.Type == found
            || (schema.Type == "integer" && found == "number" && IsWhole(value))
            || (schema.Type == "number" && found == "integer");
    }

    private static void Fail(ErrorPath path, string expected, string found, FieldErrors errors) =>
        errors.TypeInvalid(path.Field, found, $"{path.InText} in body must be of type {expected}: \"{found}\"");

    private static (string Type, string Format) Describe(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => ("object", ""),
        JsonValueKind.Array => ("array", ""),
        JsonValueKind.String => ("string", ""),
        JsonValueKind.True or JsonValueKind.False => ("boolean", ""),
        _ => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? ("integer", "int64") : ("number", "float64"),
    };
}
