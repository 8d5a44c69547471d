using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Schemas;

/// <summary>Collects the causes of a 422 in the words of apimachinery's field errors.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> All => _errors;

    public int Count => _errors.Count;

    public void Add(FieldError error) => _errors.Add(error);

    public void Required(string field, string detail = "") => Add("FieldValueRequired", field, "Required value", detail);

    public void Invalid(string field, JsonNode? value, string detail) => Add("FieldValueInvalid", field, "Invalid value: " + Text(value), detail);

    /// <summary>For the errors whose value is not the field's own JSON.</summary>
    public void InvalidText(string field, string valueText, string detail) => Add("FieldValueInvalid", field, "Invalid value: " + valueText, detail);

    public void TypeInvalid(string field, JsonNode? value, string detail) => Add("FieldValueTypeInvalid", field, "Invalid value: " + Text(value), detail);

    public void NotSupported(string field, JsonNode? value, params IEnumerable<string> supported) =>
        Add("FieldValueNotSupported", field, "Unsupported value: " + Text(value), "supported values: " + string.Join(", ", supported.Select(GoQuote.Quote)));

    public void Forbidden(string field, string detail) => Add("FieldValueForbidden", field, "Forbidden", detail);

    public void Duplicate(string field, JsonNode? value) => Add("FieldValueDuplicate", field, "Duplicate value: " + Text(value), "");

    public void NotFound(string field, JsonNode? value) => Add("FieldValueNotFound", field, "Not found: " + Text(value), "");

    public void TooLong(string field, long limit) => Add("FieldValueTooLong", field, "Too long", $"may not be more than {limit} bytes");

    public void TooMany(string field, long count, long limit) => Add("FieldValueTooMany", field, $"Too many: {count}", $"must have at most {limit} items");

    public void Internal(string field, string detail) => Add("InternalError", field, "Internal error", detail);

    /// <summary>A failed rule of x-kubernetes-validations.</summary>
    /// <param name="value">Null for objects and lists, which are not shown.</param>
    /// <param name="reason">As the rule gives it; null is FieldValueInvalid.</param>
    public void Rule(string field, JsonNode? value, string detail, string? reason)
    {
        var shown = value is null ? "" : ": " + Text(value);
        switch (reason)
        {
            case "FieldValueForbidden":
                Forbidden(field, detail);
                break;
            case "FieldValueRequired":
                Required(field, detail);
                break;
            case "FieldValueDuplicate":
                Add(reason, field, "Duplicate value" + shown, "");
                break;
            default:
                Add("FieldValueInvalid", field, "Invalid value" + shown, detail);
                break;
        }
    }

    /// <summary>A string quoted, everything else as JSON.</summary>
    public static string Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) ? GoQuote.Quote(text) : GoText.Json(value);

    private void Add(string reason, string field, string head, string detail) =>
        _errors.Add(new FieldError(reason, field, detail.Length == 0 ? head : $"{head}: {detail}"));
}
