using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>The fields of x-kubernetes-validations beside the expressions themselves.</summary>
internal static class RuleFields
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static void Check(Structural schema, string path, FieldErrors errors)
    {
        for (var i = 0; i < schema.Rules.Count; i++)
            One(schema, schema.Rules[i], $"{path}.x-kubernetes-validations[{i}]", errors);
    }

    private static void One(Structural schema, JsonObject rule, string path, FieldErrors errors)
    {
        var (text, message) = (rule.Str("rule") ?? "", rule.Str("message") ?? "");
        if (text.Trim().Length == 0)
            errors.Required(path + ".rule", "rule is not specified");
        else if (message.Length > 0 && message.Trim().Length == 0)
            errors.Invalid(path + ".message", message, "must be non-empty if specified");
        else if (HasBreaks(message.Trim()))
            errors.Invalid(path + ".message", message, "must not contain line breaks");
        else if (HasBreaks(text.Trim()) && message.Trim().Length == 0)
            errors.Required(path + ".message", "message must be specified if rule contains line breaks");
        if (rule.Str("messageExpression") is { Length: > 0 } expression && expression.Trim().Length == 0)
            errors.Required(path + ".messageExpression", "messageExpression must be non-empty if specified");
        if (rule.Str("reason") is { } reason && !Reasons.Contains(reason))
            errors.NotSupported(path + ".reason", reason, Reasons);
        if (rule.Str("fieldPath") is not { Length: > 0 } fieldPath)
            return;
        if (fieldPath.Trim().Length == 0)
            errors.Invalid(path + ".fieldPath", fieldPath, "must be non-empty if specified");
        if (HasBreaks(fieldPath))
            errors.Invalid(path + ".fieldPath", fieldPath, "must not contain line breaks");
        if (FieldPaths.Resolve(schema, fieldPath) is null)
            errors.Invalid(path + ".fieldPath", fieldPath, "must be a valid path");
    }

    private static bool HasBreaks(string text) => text.AsSpan().IndexOfAny('\n', '\r') >= 0;
}
