using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class PodBehavior : KindBehavior
{
    private const string Updatable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public override void Default(JsonObject value) => PodDefaults.ApplyToPod(value.Child("spec"));

    public override void Validate(JsonObject value, FieldErrors errors) => PodSpecValidation.Spec(value.Child("spec"), "spec", errors);

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        var (spec, before) = (value.Child("spec"), old.Obj("spec") ?? []);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            if ((spec.Arr(list)?.Count ?? 0) != (before.Arr(list)?.Count ?? 0))
            {
                errors.Forbidden("spec." + list, "pod updates may not add or remove containers");
                return;
            }
        }

        Deadline(spec, before, errors);
        Tolerations(spec, before, errors);
        if (!JsonNode.DeepEquals(Munged(spec, before), WithoutEphemeral(before)))
            errors.Forbidden("spec", Updatable + "\n");
    }

    private static void Deadline(JsonObject spec, JsonObject before, FieldErrors errors)
    {
        var (now, was) = (spec.Int("activeDeadlineSeconds"), before.Int("activeDeadlineSeconds"));
        if (now is null && was is not null)
            errors.Invalid("spec.activeDeadlineSeconds", null, "must not update from a positive integer to nil value");
        else if (now > was)
            errors.Invalid("spec.activeDeadlineSeconds", spec["activeDeadlineSeconds"], "must be less than or equal to previous value");
    }

    private static void Tolerations(JsonObject spec, JsonObject before, FieldErrors errors)
    {
        var now = spec.Arr("tolerations") ?? [];
        var kept = (before.Arr("tolerations") ?? []).All(old => now.Any(toleration => JsonNode.DeepEquals(WithoutSeconds(old), WithoutSeconds(toleration))));
        if (!kept)
            errors.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
    }

    /// <summary>The new spec with everything that may change put back.</summary>
    private static JsonObject Munged(JsonObject spec, JsonObject before)
    {
        var munged = WithoutEphemeral(spec);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            var containers = munged.Arr(list);
            for (var i = 0; i < containers?.Count; i++)
                JsonTree.CopyField(before.Arr(list)?[i] as JsonObject, (JsonObject)containers[i]!, "image");
        }

        foreach (var field in (string[])["activeDeadlineSeconds", "tolerations", "schedulingGates"])
            JsonTree.CopyField(before, munged, field);
        if (before.Int("terminationGracePeriodSeconds") < 0 && munged.Int("terminationGracePeriodSeconds") == 1)
            JsonTree.CopyField(before, munged, "terminationGracePeriodSeconds");

        // The scheduler's binding writes the node, and admission the priority, once.
        foreach (var field in ((string[])["nodeName", "priority", "preemptionPolicy"]).Where(field => before[field] is null))
            munged.Remove(field);
        return munged;
    }

    private static JsonObject WithoutEphemeral(JsonObject spec)
    {
        var copy = JsonTree.Clone(spec);
        copy.Remove("ephemeralContainers");
        return copy;
    }

    private static JsonNode? WithoutSeconds(JsonNode? toleration)
    {
        var copy = JsonTree.CloneNode(toleration);
        (copy as JsonObject)?.Remove("tolerationSeconds");
        return copy;
    }
}
