using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class StatefulSetBehavior : KindBehavior
{
    private static readonly string[] Mutable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        PodDefaults.ApplyToSpec(spec.Obj("template").Obj("spec"));
        var strategy = spec.Child("updateStrategy");
        if (strategy.Str("type") is null or "" or "RollingUpdate")
            strategy.Child("rollingUpdate");
        foreach (var claim in (spec.Arr("volumeClaimTemplates") ?? []).OfType<JsonObject>())
        {
            claim["kind"] = "PersistentVolumeClaim";
            claim["apiVersion"] = "v1";
        }
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        if (spec.Str("podManagementPolicy") is not ("OrderedReady" or "Parallel"))
            errors.Invalid("spec.podManagementPolicy", spec["podManagementPolicy"], "must be 'OrderedReady' or 'Parallel'");
        if (spec.Obj("updateStrategy").Str("type") is not ("RollingUpdate" or "OnDelete"))
            errors.Invalid("spec.updateStrategy", spec["updateStrategy"], "must be 'RollingUpdate' or 'OnDelete'");
        Check.NonNegative(spec, "replicas", "spec", errors);
        Check.NonNegative(spec, "minReadySeconds", "spec", errors);
        if (spec.Str("serviceName") is { Length: > 0 } name)
            Check.Name(NameRules.DnsLabel(name), name, "spec.serviceName", errors);
        WorkloadChecks.SelectorAndTemplate(WithClaimVolumes(spec), "statefulset", errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        var (before, after) = (JsonTree.Clone(old.Obj("spec") ?? []), JsonTree.Clone(value.Child("spec")));
        foreach (var field in Mutable)
        {
            before.Remove(field);
            after.Remove(field);
        }

        if (!JsonNode.DeepEquals(before, after))
            errors.Forbidden("spec", $"updates to statefulset spec for fields other than {string.Join(", ", Mutable.SkipLast(1).Select(field => $"'{field}'"))} and 'minReadySeconds' are forbidden");
    }

    /// <summary>Each claim template gives the pods a volume of its name.</summary>
    private static JsonObject WithClaimVolumes(JsonObject spec)
    {
        var claims = spec.Arr("volumeClaimTemplates") ?? [];
        if (claims.Count == 0 || spec.Obj("template").Obj("spec") is null)
            return spec;
        var copy = JsonTree.Clone(spec);
        var pod = copy.Obj("template").Obj("spec")!;
        var names = claims.Select(claim => claim.Obj("metadata").Str("name")).ToHashSet();
        var volumes = new JsonArray();
        foreach (var name in names)
            volumes.Add(new JsonObject { ["name"] = name, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = name } });
        foreach (var volume in (pod.Arr("volumes") ?? []).Where(volume => !names.Contains(volume.Str("name"))))
            volumes.Add(JsonTree.CloneNode(volume));
        pod["volumes"] = volumes;
        return copy;
    }
}
