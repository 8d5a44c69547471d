using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Schema;

public static partial class SchemaValidator
{
    private static void CheckScalar(JsonNode value, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        if (schema.Enum is { } values && !values.Any(v => JsonNode.DeepEquals(v, value)))
            errors.Add(new SchemaError(path, Show(value), EnumHelp(value, values)));
        else if (value.GetValueKind() == JsonValueKind.String)
            CheckText(value.GetValue<string>(), schema, path, errors);
        else if (value.GetValueKind() == JsonValueKind.Number)
            CheckNumber(value, schema, path, errors);
    }

    private static string EnumHelp(JsonNode value, List<JsonNode?> values)
    {
        var names = values.Select(v => v?.ToString() ?? "null").ToList();
        var nearest = NearestName.Of(value.ToString(), names);
        return $"one of {string.Join(", ", names)}{(nearest is null ? "" : $" (nearest: {nearest})")}";
    }

    private static void CheckText(string text, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        var found = Show(JsonValue.Create(text));
        var length = new StringInfo(text).LengthInTextElements;
        if (length < schema.MinLength)
            errors.Add(new SchemaError(path, found, schema.MinLength == 1 ? "a text that is not empty" : $"at least {schema.MinLength} characters"));
        if (length > schema.MaxLength)
            errors.Add(new SchemaError(path, $"{length} characters", $"at most {schema.MaxLength} characters"));
        if (schema.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            errors.Add(new SchemaError(path, found, $"a text that matches {pattern}"));
        if (schema.Format == "date-time" && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            errors.Add(new SchemaError(path, found, "a time such as 2026-01-31T12:00:00Z"));
    }

    private static void CheckNumber(JsonNode value, V1JSONSchemaProps schema, string path, List<SchemaError> errors)
    {
        var number = double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
        var low = schema.ExclusiveMinimum == true ? number <= schema.Minimum : number < schema.Minimum;
        var high = schema.ExclusiveMaximum == true ? number >= schema.Maximum : number > schema.Maximum;
        if (low)
            errors.Add(new SchemaError(path, Show(value), $"{(schema.ExclusiveMinimum == true ? "more than" : "at least")} {Text(schema.Minimum)}"));
        if (high)
            errors.Add(new SchemaError(path, Show(value), $"{(schema.ExclusiveMaximum == true ? "less than" : "at most")} {Text(schema.Maximum)}"));
    }

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
