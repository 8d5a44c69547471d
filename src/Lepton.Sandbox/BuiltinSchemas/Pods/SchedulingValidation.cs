using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Kinds;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>What says where a pod may run.</summary>
internal static class SchedulingValidation
{
    public static void Tolerations(JsonArray? tolerations, string path, FieldErrors errors)
    {
        for (var i = 0; i < tolerations?.Count; i++)
        {
            var (toleration, at) = (tolerations[i] as JsonObject ?? [], $"{path}[{i}]");
            var key = toleration.Str("key") ?? "";
            if (key.Length > 0)
                Check.Name(NameRules.QualifiedName(key), key, at + ".key", errors);
            else if (toleration.Str("operator") != "Exists")
                errors.Invalid(at + ".operator", toleration.Str("operator") ?? "", "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            if (toleration.Int("tolerationSeconds") is not null && toleration.Str("effect") != "NoExecute")
                errors.Invalid(at + ".effect", toleration.Str("effect") ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
            if (toleration.Str("operator") == "Exists" && !string.IsNullOrEmpty(toleration.Str("value")))
                errors.Invalid(at + ".operator", toleration["value"], "value must be empty when `operator` is 'Exists'");
            Check.OneOf(toleration, "operator", at, errors, "Equal", "Exists");
            Check.OneOf(toleration, "effect", at, errors, "NoSchedule", "PreferNoSchedule", "NoExecute");
        }
    }

    public static void Affinity(JsonObject? affinity, string path, FieldErrors errors)
    {
        var node = affinity.Obj("nodeAffinity");
        var required = path + ".nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";
        if (node.Obj("requiredDuringSchedulingIgnoredDuringExecution") is { } selector)
        {
            var terms = selector.Arr("nodeSelectorTerms") ?? [];
            if (terms.Count == 0)
                errors.Required(required + ".nodeSelectorTerms", "must have at least one node selector term");
            for (var i = 0; i < terms.Count; i++)
                NodeTerm(terms[i] as JsonObject, $"{required}.nodeSelectorTerms[{i}]", errors);
        }

        Preferred(node, path + ".nodeAffinity", errors, (term, at) => NodeTerm(term.Obj("preference"), at + ".preference", errors));
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            var terms = affinity.Obj(kind).Arr("requiredDuringSchedulingIgnoredDuringExecution") ?? [];
            for (var i = 0; i < terms.Count; i++)
                PodTerm(terms[i] as JsonObject, $"{path}.{kind}.requiredDuringSchedulingIgnoredDuringExecution[{i}]", errors);
            Preferred(affinity.Obj(kind), $"{path}.{kind}", errors, (term, at) => PodTerm(term.Obj("podAffinityTerm"), at + ".podAffinityTerm", errors));
        }
    }

    public static void Spread(JsonArray? constraints, string path, FieldErrors errors)
    {
        var seen = new HashSet<(string?, string?)>();
        for (var i = 0; i < constraints?.Count; i++)
        {
            var (constraint, at) = (constraints[i] as JsonObject ?? [], $"{path}[{i}]");
            Check.Positive(constraint, "maxSkew", at, errors);
            if (string.IsNullOrEmpty(constraint.Str("topologyKey")))
                errors.Required(at + ".topologyKey", "can not be empty");
            if (constraint.Str("whenUnsatisfiable") is not ("DoNotSchedule" or "ScheduleAnyway"))
                errors.NotSupported(at + ".whenUnsatisfiable", constraint.Str("whenUnsatisfiable") ?? "", "DoNotSchedule", "ScheduleAnyway");
            if (!seen.Add((constraint.Str("topologyKey"), constraint.Str("whenUnsatisfiable"))))
                errors.Duplicate(at + ".{topologyKey, whenUnsatisfiable}", $"{{{constraint.Str("topologyKey")}, {constraint.Str("whenUnsatisfiable")}}}");
            LabelSelectors.Validate(constraint.Obj("labelSelector"), at + ".labelSelector", errors);
        }
    }

    private static void Preferred(JsonObject? affinity, string path, FieldErrors errors, Action<JsonObject, string> term)
    {
        var terms = affinity.Arr("preferredDuringSchedulingIgnoredDuringExecution") ?? [];
        for (var i = 0; i < terms.Count; i++)
        {
            var at = $"{path}.preferredDuringSchedulingIgnoredDuringExecution[{i}]";
            var item = terms[i] as JsonObject ?? [];
            if (item.Int("weight") is null or < 1 or > 100)
                errors.Invalid(at + ".weight", item["weight"] ?? JsonNumbers.From(0), "must be in the range 1-100");
            term(item, at);
        }
    }

    private static void NodeTerm(JsonObject? term, string path, FieldErrors errors)
    {
        var expressions = term.Arr("matchExpressions") ?? [];
        for (var i = 0; i < expressions.Count; i++)
        {
            var (expression, at) = (expressions[i], $"{path}.matchExpressions[{i}]");
            var count = expression.Arr("values")?.Count ?? 0;
            switch (expression.Str("operator"))
            {
                case "In" or "NotIn" when count == 0:
                    errors.Required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when count > 0:
                    errors.Forbidden(at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case "Gt" or "Lt" when count != 1:
                    errors.Required(at + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                    break;
                case not ("In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt"):
                    errors.Invalid(at + ".operator", expression.Str("operator") ?? "", "not a valid selector operator");
                    break;
            }

            Check.Name(NameRules.QualifiedName(expression.Str("key") ?? ""), expression.Str("key") ?? "", at + ".key", errors);
        }
    }

    private static void PodTerm(JsonObject? term, string path, FieldErrors errors)
    {
        LabelSelectors.Validate(term.Obj("labelSelector"), path + ".labelSelector", errors);
        if (string.IsNullOrEmpty(term.Str("topologyKey")))
            errors.Required(path + ".topologyKey", "can not be empty");
        else
            Check.Name(NameRules.QualifiedName(term.Str("topologyKey")!), term.Str("topologyKey")!, path + ".topologyKey", errors);
    }
}
