using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>HorizontalPodAutoscaler in autoscaling/v2.</summary>
internal sealed class AutoscalerBehavior : KindBehavior
{
    private static readonly string[] SourceTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        if (spec.Arr("metrics") is null or { Count: 0 })
            spec["metrics"] = new JsonArray(JsonNode.Parse("""{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}"""));
        if (spec.Obj("behavior") is not { } behavior)
            return;
        var up = behavior.Child("scaleUp");
        up["stabilizationWindowSeconds"] ??= JsonNumbers.From(0);
        up["selectPolicy"] ??= "Max";
        up["policies"] ??= JsonNode.Parse("""[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]""");
        var down = behavior.Child("scaleDown");
        down["selectPolicy"] ??= "Max";
        down["policies"] ??= JsonNode.Parse("""[{"type":"Percent","value":100,"periodSeconds":15}]""");
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        if (spec.Int("minReplicas") < 1)
            errors.Invalid("spec.minReplicas", spec["minReplicas"], "must be greater than or equal to 1");
        if (spec.Int("maxReplicas") is null or 0)
            errors.Required("spec.maxReplicas", "must be set and greater than 0");
        else if (spec.Int("maxReplicas") < 0)
            errors.Invalid("spec.maxReplicas", spec["maxReplicas"], "must be greater than or equal to 1");
        if (spec.Int("maxReplicas") < spec.Int("minReplicas"))
            errors.Invalid("spec.maxReplicas", spec["maxReplicas"], "must be greater than or equal to `minReplicas`");
        Target(spec.Obj("scaleTargetRef"), errors);
        for (var i = 0; i < spec.Arr("metrics")?.Count; i++)
            Metric(spec.Arr("metrics")![i] as JsonObject ?? [], $"spec.metrics[{i}]", errors);
        foreach (var direction in (string[])["scaleUp", "scaleDown"])
            Rules(spec.Obj("behavior").Obj(direction), "spec.behavior." + direction, errors);
    }

    private static void Target(JsonObject? target, FieldErrors errors)
    {
        foreach (var field in (string[])["kind", "name"])
        {
            if (string.IsNullOrEmpty(target.Str(field)))
                errors.Required("spec.scaleTargetRef." + field);
        }

        // Everything that scales has a group, except replication controllers.
        if (target.Str("apiVersion") is not { Length: > 0 } version || (!version.Contains('/') && target.Str("kind") != "ReplicationController"))
            errors.Invalid("spec.scaleTargetRef.apiVersion", target.Str("apiVersion") ?? "", "apiVersion must specify API group");
    }

    private static void Metric(JsonObject metric, string path, FieldErrors errors)
    {
        var type = metric.Str("type") ?? "";
        if (!SourceTypes.Contains(type))
        {
            errors.NotSupported(path + ".type", type, SourceTypes);
            return;
        }

        var expected = char.ToLowerInvariant(type[0]) + type[1..];
        if (metric.Obj(expected) is not { } source)
        {
            errors.Required($"{path}.{expected}", "must populate information for the given metric source");
            return;
        }

        foreach (var other in metric.Where(field => field.Key is not "type" && field.Key != expected && field.Value is not null))
            errors.Forbidden($"{path}.{other.Key}", "must populate the given metric source only");
        var target = source.Obj("target");
        if (target.Str("type") is not ("Utilization" or "Value" or "AverageValue"))
            errors.Invalid($"{path}.{expected}.target.type", target.Str("type") ?? "", "must be either Utilization, Value, or AverageValue");
        foreach (var amount in (string[])["value", "averageValue"])
        {
            if (Check.Amount(target?[amount]) is { Sign: not 1 })
                errors.Invalid($"{path}.{expected}.target.{amount}", target![amount], "must be positive");
        }

        if (target.Int("averageUtilization") < 1)
            errors.Invalid($"{path}.{expected}.target.averageUtilization", target!["averageUtilization"], "must be greater than 0");
    }

    private static void Rules(JsonObject? rules, string path, FieldErrors errors)
    {
        if (rules is null)
            return;
        Check.NonNegative(rules, "stabilizationWindowSeconds", path, errors);
        if (rules.Int("stabilizationWindowSeconds") > 3600)
            errors.Invalid(path + ".stabilizationWindowSeconds", rules["stabilizationWindowSeconds"], "must be less than or equal to 3600");
        Check.OneOf(rules, "selectPolicy", path, errors, "Disabled", "Max", "Min");
        if (rules.Arr("policies") is null or { Count: 0 })
            errors.Required(path + ".policies", "must specify at least one Policy");
    }
}

/// <summary>PodDisruptionBudget.</summary>
internal sealed class DisruptionBudgetBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        if (spec["minAvailable"] is not null && spec["maxUnavailable"] is not null)
            errors.Invalid("spec", AsGo(spec), "minAvailable and maxUnavailable cannot be both set");
        Check.CountOrPercent(spec["minAvailable"], "spec.minAvailable", errors);
        Check.CountOrPercent(spec["maxUnavailable"], "spec.maxUnavailable", errors);
        Check.OneOf(spec, "unhealthyPodEvictionPolicy", "spec", errors, "AlwaysAllow", "IfHealthyBudget");
        LabelSelectors.Validate(spec.Obj("selector"), "spec.selector", errors);
    }

    private static JsonObject AsGo(JsonObject spec) => new()
    {
        ["MinAvailable"] = JsonTree.CloneNode(spec["minAvailable"]),
        ["Selector"] = JsonTree.CloneNode(spec["selector"]),
        ["MaxUnavailable"] = JsonTree.CloneNode(spec["maxUnavailable"]),
        ["UnhealthyPodEvictionPolicy"] = JsonTree.CloneNode(spec["unhealthyPodEvictionPolicy"]),
    };
}
