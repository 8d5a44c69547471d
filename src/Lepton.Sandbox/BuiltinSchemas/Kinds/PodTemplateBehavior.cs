using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>PodTemplate and ReplicationController: a template, wherever it stands.</summary>
internal sealed class PodTemplateBehavior(bool inSpec) : KindBehavior
{
    public override void Default(JsonObject value)
    {
        PodDefaults.ApplyToSpec(Template(value).Obj("spec"));
        if (inSpec && value.Obj("spec") is { } spec && spec.Obj("selector") is null or { Count: 0 } && Template(value).Obj("metadata").Obj("labels") is { } labels)
            spec["selector"] = JsonTree.CloneNode(labels);
    }

    public override void Validate(JsonObject value, FieldErrors errors) => PodSpecValidation.Template(Template(value), inSpec ? "spec.template" : "template", errors);

    private JsonObject? Template(JsonObject value) => inSpec ? value.Obj("spec").Obj("template") : value.Obj("template");
}
