using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Validation;

/// <summary>Where models may be.</summary>
internal static class PolicyWhereRules
{
    public static void Check(Checks checks, PlacementPolicySpec spec)
    {
        CheckLists(checks, "spec.providers", spec.Providers);
        CheckLists(checks, "spec.regions", spec.Regions);
        checks.Unique("spec.jurisdictions", spec.Jurisdictions, j => j, "jurisdiction");
        checks.Unique("spec.requiredCompliance", spec.RequiredCompliance, c => c, "mark");
        CheckSelector(checks, "spec.clusterSelector", spec.ClusterSelector);
        for (var i = 0; i < (spec.Tolerations?.Count ?? 0); i++)
            CheckToleration(checks, $"spec.tolerations[{i}]", spec.Tolerations![i]);
    }

    public static void CheckSelector(Checks checks, string field, V1LabelSelector? selector)
    {
        checks.Labels($"{field}.matchLabels", selector?.MatchLabels);
        for (var i = 0; i < (selector?.MatchExpressions?.Count ?? 0); i++)
            CheckExpression(checks, $"{field}.matchExpressions[{i}]", selector!.MatchExpressions![i]);
    }

    private static void CheckLists(Checks checks, string field, AllowDeny? lists)
    {
        checks.Unique($"{field}.allow", lists?.Allow, n => n, "name");
        checks.Unique($"{field}.deny", lists?.Deny, n => n, "name");
        foreach (var name in (lists?.Allow ?? []).Intersect(lists?.Deny ?? [], StringComparer.Ordinal))
            checks.Add($"{field}.deny", name, $"a name that is not in {field}.allow too");
    }

    private static void CheckExpression(Checks checks, string field, V1LabelSelectorRequirement expression)
    {
        checks.That(NameChecks.IsLabelKey(expression.Key), $"{field}.key", expression.Key, "a label's key");
        var values = expression.Values?.Count ?? 0;
        switch (expression.Operator)
        {
            case "In" or "NotIn":
                checks.That(values > 0, $"{field}.values", null, $"at least one value, because operator is {expression.Operator}");
                break;
            case "Exists" or "DoesNotExist":
                checks.That(values == 0, $"{field}.values", $"{values} values", $"nothing, because operator is {expression.Operator}");
                break;
            default:
                checks.Add($"{field}.operator", expression.Operator, "In, NotIn, Exists or DoesNotExist");
                break;
        }
    }

    private static void CheckToleration(Checks checks, string field, ClusterToleration toleration)
    {
        if (string.IsNullOrEmpty(toleration.Key))
            checks.That(toleration.Operator == TolerationOperator.Exists, $"{field}.operator", toleration.Operator.ToString(), "Exists, because there is no key (it then tolerates every taint), or a key");
        else
            checks.That(NameChecks.IsLabelKey(toleration.Key), $"{field}.key", toleration.Key, "a taint's key");
        checks.That(toleration.Operator == TolerationOperator.Equal || string.IsNullOrEmpty(toleration.Value), $"{field}.value", toleration.Value, "nothing, because operator is Exists");
    }
}
