using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class DeploymentBehavior : KindBehavior
{
    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        PodDefaults.ApplyToSpec(spec.Obj("template").Obj("spec"));
        var strategy = spec.Child("strategy");
        if (strategy.Str("type") is null or "" or "RollingUpdate")
            strategy.Child("rollingUpdate");
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        Check.NonNegative(spec, "replicas", "spec", errors);
        WorkloadChecks.SelectorAndTemplate(spec, "deployment", errors);
        Strategy(spec.Obj("strategy"), errors);
        Check.NonNegative(spec, "minReadySeconds", "spec", errors);
        Check.NonNegative(spec, "revisionHistoryLimit", "spec", errors);
        Check.NonNegative(spec, "progressDeadlineSeconds", "spec", errors);
        if (spec.Int("progressDeadlineSeconds") <= (spec.Int("minReadySeconds") ?? 0))
            errors.Invalid("spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"], "must be greater than minReadySeconds");
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors) =>
        Check.Same(value.Obj("spec")?["selector"], old.Obj("spec")?["selector"], "spec.selector", errors);

    private static void Strategy(JsonObject? strategy, FieldErrors errors)
    {
        switch (strategy.Str("type"))
        {
            case "Recreate":
                if (strategy.Obj("rollingUpdate") is not null)
                    errors.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate":
                WorkloadChecks.RollingUpdate(strategy.Obj("rollingUpdate"), "spec.strategy.rollingUpdate", errors);
                break;
            default:
                errors.NotSupported("spec.strategy", strategy, "Recreate", "RollingUpdate");
                break;
        }
    }
}
