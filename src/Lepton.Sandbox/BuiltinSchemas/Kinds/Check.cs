using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>The checks that many fields share.</summary>
internal static class Check
{
    public const string Immutable = "field is immutable";
    public const string NotNegative = "must be greater than or equal to 0";

    public static void NonNegative(JsonObject? parent, string name, string path, FieldErrors errors)
    {
        if (parent.Int(name) < 0)
            errors.Invalid($"{path}.{name}", parent![name], NotNegative);
    }

    public static void Positive(JsonObject? parent, string name, string path, FieldErrors errors)
    {
        if (parent.Int(name) <= 0)
            errors.Invalid($"{path}.{name}", parent![name], "must be greater than 0");
    }

    public static void Port(JsonNode? value, string path, FieldErrors errors)
    {
        if (value.AsLong() is < 1 or > 65535)
            errors.Invalid(path, value, "must be between 1 and 65535, inclusive");
    }

    /// <summary>A value that must be one of a few; an empty one is left to <see cref="FieldErrors.Required"/> callers.</summary>
    public static void OneOf(JsonObject? parent, string name, string path, FieldErrors errors, params string[] supported)
    {
        if (parent.Str(name) is { Length: > 0 } value && !supported.Contains(value))
            errors.NotSupported($"{path}.{name}", parent![name], supported);
    }

    public static void Name(IEnumerable<string> problems, JsonNode? value, string path, FieldErrors errors)
    {
        foreach (var problem in problems)
            errors.Invalid(path, value, problem);
    }

    public static void Same(JsonNode? value, JsonNode? old, string path, FieldErrors errors)
    {
        if (!JsonNode.DeepEquals(value, old))
            errors.Invalid(path, value, Immutable);
    }

    /// <summary>Keys and values of labels or a selector.</summary>
    public static void Labels(JsonObject? labels, string path, FieldErrors errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            Name(NameRules.QualifiedName(key), key, path, errors);
            Name(NameRules.LabelValue(value.AsString() ?? ""), value, path, errors);
        }
    }

    /// <summary>The amount, or null when it is absent or unreadable.</summary>
    public static Quantity? Amount(JsonNode? value)
    {
        var text = value is null ? null : value.AsString() ?? value.ToJsonString();
        return Quantity.TryParse(text, out var quantity) ? quantity : (Quantity?)null;
    }

    /// <summary>A count, or a percentage such as 25%.</summary>
    public static void CountOrPercent(JsonNode? value, string path, FieldErrors errors)
    {
        if (value.AsString() is { } text)
        {
            if (text.Length < 2 || text[^1] != '%' || !text.AsSpan(0, text.Length - 1).ContainsOnlyDigits())
                errors.Invalid(path, value, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        }
        else if (value.AsLong() < 0)
        {
            errors.Invalid(path, value, NotNegative);
        }
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
