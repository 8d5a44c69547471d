using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Kinds;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>What a pod's spec must be; after ValidatePodSpec of Kubernetes, for what can be told without a node.</summary>
internal static class PodSpecValidation
{
    /// <summary>A pod template: its labels and annotations, and its spec.</summary>
    public static void Template(JsonObject? template, string path, FieldErrors errors)
    {
        Check.Labels(template.Obj("metadata").Obj("labels"), path + ".labels", errors);
        foreach (var (key, _) in template.Obj("metadata").Obj("annotations") ?? [])
            Check.Name(NameRules.QualifiedName(key.ToLowerInvariant()), key, path + ".annotations", errors);
        Spec(template.Obj("spec") ?? [], path + ".spec", errors);
    }

    public static void Spec(JsonObject spec, string path, FieldErrors errors)
    {
        var volumes = VolumeValidation.Volumes(spec.Arr("volumes"), path + ".volumes", errors);
        Containers(spec, volumes, path, errors);
        Check.OneOf(spec, "restartPolicy", path, errors, "Always", "OnFailure", "Never");
        Check.OneOf(spec, "dnsPolicy", path, errors, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        Check.Labels(spec.Obj("nodeSelector"), path + ".nodeSelector", errors);
        SchedulingValidation.Affinity(spec.Obj("affinity"), path + ".affinity", errors);
        SchedulingValidation.Spread(spec.Arr("topologySpreadConstraints"), path + ".topologySpreadConstraints", errors);
        foreach (var name in (string[])["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"])
        {
            if (spec.Str(name) is { Length: > 0 } value)
                Check.Name(NameRules.DnsSubdomain(value), value, $"{path}.{name}", errors);
        }

        if (spec.Int("activeDeadlineSeconds") is < 1 or > int.MaxValue)
            errors.Invalid(path + ".activeDeadlineSeconds", spec["activeDeadlineSeconds"], "must be between 1 and 2147483647, inclusive");
        foreach (var name in (string[])["hostname", "subdomain"])
        {
            if (spec.Str(name) is { Length: > 0 } value)
                Check.Name(NameRules.DnsLabel(value), value, $"{path}.{name}", errors);
        }

        SchedulingValidation.Tolerations(spec.Arr("tolerations"), path + ".tolerations", errors);
        Check.OneOf(spec, "preemptionPolicy", path, errors, "Never", "PreemptLowerPriority");
    }

    private static void Containers(JsonObject spec, HashSet<string> volumes, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (spec.Arr("containers") is null or { Count: 0 })
            errors.Required(path + ".containers");
        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            var items = spec.Arr(list) ?? [];
            for (var i = 0; i < items.Count; i++)
            {
                var container = items[i] as JsonObject ?? [];
                var at = $"{path}.{list}[{i}]";
                ContainerValidation.Validate(container, volumes, at, errors);
                if (container.Str("name") is { Length: > 0 } name && !names.Add(name))
                    errors.Duplicate(at + ".name", name);
            }
        }
    }
}
