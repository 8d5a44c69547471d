using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>What Deployments, ReplicaSets, StatefulSets and DaemonSets have in common.</summary>
internal static class WorkloadChecks
{
    /// <param name="kind">As in the error for an empty selector: deployment, statefulset.</param>
    public static void SelectorAndTemplate(JsonObject spec, string kind, FieldErrors errors)
    {
        var selector = spec.Obj("selector");
        if (selector is null)
            errors.Required("spec.selector");
        else
            LabelSelectors.Validate(selector, "spec.selector", errors);
        if (selector is not null && LabelSelectors.IsEmpty(selector))
            errors.Invalid("spec.selector", selector, $"empty selector is invalid for {kind}");
        MatchesTemplate(spec, errors);
        PodSpecValidation.Template(spec.Obj("template"), "spec.template", errors);
        AlwaysRestarts(spec, errors);
    }

    public static void MatchesTemplate(JsonObject spec, FieldErrors errors)
    {
        var labels = spec.Obj("template").Obj("metadata").Obj("labels");
        if (!LabelSelectors.Matches(spec.Obj("selector"), labels))
            errors.Invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }

    public static void RollingUpdate(JsonObject? parameters, string path, FieldErrors errors)
    {
        foreach (var name in (string[])["maxUnavailable", "maxSurge"])
            Check.CountOrPercent(parameters?[name], $"{path}.{name}", errors);
        if (IsZero(parameters?["maxUnavailable"]) && IsZero(parameters?["maxSurge"]))
            errors.Invalid(path + ".maxUnavailable", parameters?["maxUnavailable"], "may not be 0 when `maxSurge` is 0");
    }

    private static void AlwaysRestarts(JsonObject spec, FieldErrors errors)
    {
        var pod = spec.Obj("template").Obj("spec");
        if (pod.Str("restartPolicy") is { Length: > 0 } and not "Always")
            errors.NotSupported("spec.template.spec.restartPolicy", pod!["restartPolicy"], "Always");
        if (pod?["activeDeadlineSeconds"] is not null)
            errors.Forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported");
    }

    private static bool IsZero(JsonNode? value) => value.AsLong() is 0 || value.AsString() is "0%";
}
