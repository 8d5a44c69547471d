using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class DaemonSetBehavior : KindBehavior
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        PodDefaults.ApplyToSpec(spec.Obj("template").Obj("spec"));
        var strategy = spec.Child("updateStrategy");
        if (strategy.Str("type") is null or "" or "RollingUpdate")
            strategy.Child("rollingUpdate");
        value.Child("metadata").Child("annotations")[TemplateGeneration] ??= "1";
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        WorkloadChecks.SelectorAndTemplate(spec, "daemonset", errors);
        if (spec.Obj("updateStrategy").Str("type") is not ("RollingUpdate" or "OnDelete"))
            errors.NotSupported("spec.updateStrategy", spec["updateStrategy"], "OnDelete", "RollingUpdate");
        Check.NonNegative(spec, "minReadySeconds", "spec", errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors) =>
        Check.Same(value.Obj("spec")?["selector"], old.Obj("spec")?["selector"], "spec.selector", errors);
}
