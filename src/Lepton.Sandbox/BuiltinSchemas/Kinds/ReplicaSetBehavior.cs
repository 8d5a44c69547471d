using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class ReplicaSetBehavior : KindBehavior
{
    public override void Default(JsonObject value) => PodDefaults.ApplyToSpec(value.Obj("spec").Obj("template").Obj("spec"));

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        Check.NonNegative(spec, "replicas", "spec", errors);
        Check.NonNegative(spec, "minReadySeconds", "spec", errors);
        WorkloadChecks.SelectorAndTemplate(spec, "deployment", errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors) =>
        Check.Same(value.Obj("spec")?["selector"], old.Obj("spec")?["selector"], "spec.selector", errors);
}
