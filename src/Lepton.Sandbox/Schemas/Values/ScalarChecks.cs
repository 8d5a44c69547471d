using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>Strings and numbers.</summary>
internal static class ScalarChecks
{
    public static void Check(Structural schema, JsonNode value, ErrorPath path, FieldErrors errors)
    {
        if (value.AsString() is { } text)
            String(schema.Constraints, text, value, path, errors);
        else if (value.GetValueKind() == JsonValueKind.Number)
            Number(schema, value, path, errors);
    }

    private static void String(Constraints constraints, string text, JsonNode value, ErrorPath path, FieldErrors errors)
    {
        var length = Length(text);
        if (length > constraints.MaxLength)
            errors.TooLong(path.Field, constraints.MaxLength.Value);
        if (length < constraints.MinLength)
            errors.Invalid(path.Field, value, $"{path.InText} in body should be at least {constraints.MinLength} chars long");
        if (constraints.Expression is { } expression && !expression.IsMatch(text))
            errors.Invalid(path.Field, value, $"{path.InText} in body should match '{constraints.Pattern}'");
        if (constraints.Format is { } format && !Formats.Fits(format, text))
            TypeChecks.FormatFails(path, format, value, errors);
    }

    private static void Number(Structural schema, JsonNode value, ErrorPath path, FieldErrors errors)
    {
        var constraints = schema.Constraints;
        if (schema.Type == "integer" && constraints.Format is { } format && !InRange(format, value))
            errors.InvalidText("<nil>", "\"\"", $"Checked value must be of type integer with format {format} in {path.InText}");
        var number = value.AsLong() is { } whole ? whole : ((JsonValue)value).GetValue<double>();
        if (constraints.MultipleOf is { } factor && factor > 0 && !IsMultiple(number, factor))
            errors.Invalid(path.Field, value, $"{path.InText} in body should be a multiple of {GoNumbers.Float(factor)}");
        if (constraints.Maximum is { } maximum && (constraints.ExclusiveMaximum ? number >= maximum : number > maximum))
            errors.Invalid(path.Field, value, $"{path.InText} in body should be less than {(constraints.ExclusiveMaximum ? "" : "or equal to ")}{GoNumbers.Float(maximum)}");
        if (constraints.Minimum is { } minimum && (constraints.ExclusiveMinimum ? number <= minimum : number < minimum))
            errors.Invalid(path.Field, value, $"{path.InText} in body should be greater than {(constraints.ExclusiveMinimum ? "" : "or equal to ")}{GoNumbers.Float(minimum)}");
    }

    private static bool InRange(string format, JsonNode value)
    {
        if (!TypeChecks.IsWhole(value))
            return false;
        return format != "int32" || value.AsLong() is >= int.MinValue and <= int.MaxValue;
    }

    private static bool IsMultiple(double number, double factor)
    {
        var quotient = number / factor;
        return Math.Abs(quotient - Math.Round(quotient)) < 1e-9;
    }

    /// <summary>In characters, not in UTF-16 units.</summary>
    private static int Length(string text) => text.EnumerateRunes().Count();
}
