using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>LabelSelector objects: whether they are right, and what they match.</summary>
internal static class LabelSelectors
{
    public static void Validate(JsonObject? selector, string path, FieldErrors errors)
    {
        Check.Labels(selector.Obj("matchLabels"), path + ".matchLabels", errors);
        var expressions = selector.Arr("matchExpressions") ?? [];
        for (var i = 0; i < expressions.Count; i++)
            Expression(expressions[i] as JsonObject ?? [], $"{path}.matchExpressions[{i}]", errors);
    }

    /// <summary>An empty selector matches everything, an absent one nothing.</summary>
    public static bool Matches(JsonObject? selector, JsonObject? labels)
    {
        if (selector is null)
            return false;
        return (selector.Obj("matchLabels") ?? []).All(wanted => labels.Str(wanted.Key) == wanted.Value.AsString())
            && (selector.Arr("matchExpressions") ?? []).All(expression => Matches(expression, labels));
    }

    public static bool IsEmpty(JsonObject? selector) =>
        selector.Obj("matchLabels") is null or { Count: 0 } && selector.Arr("matchExpressions") is null or { Count: 0 };

    private static bool Matches(JsonNode? expression, JsonObject? labels)
    {
        var value = labels.Str(expression.Str("key") ?? "");
        var values = expression.Arr("values").Strings();
        return expression.Str("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }

    private static void Expression(JsonObject expression, string path, FieldErrors errors)
    {
        var count = expression.Arr("values")?.Count ?? 0;
        switch (expression.Str("operator"))
        {
            case "In" or "NotIn" when count == 0:
                errors.Required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when count > 0:
                errors.Forbidden(path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case not ("In" or "NotIn" or "Exists" or "DoesNotExist"):
                errors.Invalid(path + ".operator", expression.Str("operator") ?? "", "not a valid selector operator");
                break;
        }

        Check.Name(NameRules.QualifiedName(expression.Str("key") ?? ""), expression.Str("key") ?? "", path + ".key", errors);
    }
}
