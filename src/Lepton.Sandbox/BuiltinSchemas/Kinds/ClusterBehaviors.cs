using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>Namespace: it can be selected by its name.</summary>
internal sealed class NamespaceBehavior : KindBehavior
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public override void Default(JsonObject value)
    {
        if (value.Obj("metadata").Str("name") is { Length: > 0 } name)
            value.Child("metadata").Child("labels")[NameLabel] = name;
    }
}

/// <summary>Lease.</summary>
internal sealed class LeaseBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Obj("spec");
        Check.Positive(spec, "leaseDurationSeconds", "spec", errors);
        Check.NonNegative(spec, "leaseTransitions", "spec", errors);
    }
}

/// <summary>PriorityClass.</summary>
internal sealed class PriorityClassBehavior : KindBehavior
{
    private const int Highest = 1_000_000_000;

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        if (value.Int("value") > Highest && value.Obj("metadata").Str("name")?.StartsWith("system-", StringComparison.Ordinal) != true)
            errors.Forbidden("value", $"maximum allowed value of a user defined priority is {Highest}");
        Check.OneOf(value, "preemptionPolicy", "", errors, "PreemptLowerPriority", "Never");
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        if (value.Int("value") != old.Int("value"))
            errors.Forbidden("value", "may not be changed in an update.");
        Check.Same(value["preemptionPolicy"], old["preemptionPolicy"], "preemptionPolicy", errors);
    }
}

/// <summary>RuntimeClass.</summary>
internal sealed class RuntimeClassBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors) => Check.Name(NameRules.DnsLabel(value.Str("handler") ?? ""), value.Str("handler") ?? "", "handler", errors);

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors) => Check.Same(value["handler"], old["handler"], "handler", errors);
}

/// <summary>Node.</summary>
internal sealed class NodeBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var taints = value.Obj("spec").Arr("taints") ?? [];
        for (var i = 0; i < taints.Count; i++)
        {
            var (taint, path) = (taints[i] as JsonObject ?? [], $"spec.taints[{i}]");
            Check.Name(NameRules.QualifiedName(taint.Str("key") ?? ""), taint.Str("key") ?? "", path + ".key", errors);
            Check.Name(NameRules.LabelValue(taint.Str("value") ?? ""), taint.Str("value") ?? "", path + ".value", errors);
            if (string.IsNullOrEmpty(taint.Str("effect")))
                errors.Required(path + ".effect");
            else
                Check.OneOf(taint, "effect", path, errors, "NoSchedule", "PreferNoSchedule", "NoExecute");
        }

        foreach (var list in (string[])["capacity", "allocatable"])
        {
            foreach (var (resource, amount) in value.Obj("status").Obj(list) ?? [])
            {
                if (Check.Amount(amount) is { Sign: < 0 } negative)
                    errors.Invalid($"status.{list}.{resource}", negative.ToString(), Check.NotNegative);
            }
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        if (old.Obj("spec").Str("providerID") is { Length: > 0 } id && value.Obj("spec").Str("providerID") != id)
            errors.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
    }
}

/// <summary>PersistentVolumeClaim.</summary>
internal sealed class ClaimBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        if (spec.Arr("accessModes") is null or { Count: 0 })
            errors.Required("spec.accessModes", "at least 1 access mode is required");
        foreach (var mode in spec.Arr("accessModes").Strings())
        {
            if (mode is not ("ReadWriteOnce" or "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOncePod"))
                errors.NotSupported("spec.accessModes", mode, "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
        }

        if (spec.Obj("resources").Obj("requests")?["storage"] is not { } storage)
            errors.Required("spec.resources[storage]");
        else if (Check.Amount(storage) is { Sign: not 1 })
            errors.Invalid("spec.resources[storage]", storage, "must be greater than zero");
        Check.OneOf(spec, "volumeMode", "spec", errors, "Block", "Filesystem");
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        var (now, was) = (Fixed(value), Fixed(old));
        if (!JsonNode.DeepEquals(now, was))
            errors.Forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n");
        else if (Check.Amount(Storage(value)) < Check.Amount(Storage(old)))
            errors.Forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
    }

    private static JsonNode? Storage(JsonObject claim) => claim.Obj("spec").Obj("resources").Obj("requests")?["storage"];

    private static JsonObject Fixed(JsonObject claim)
    {
        var spec = JsonTree.Clone(claim.Obj("spec") ?? []);
        if (claim.Obj("status").Str("phase") == "Bound" || spec["volumeName"] is not null)
            spec.Remove("volumeAttributesClassName");

        // Binding fills these in.
        spec.Remove("volumeName");
        spec.Remove("storageClassName");
        (spec["resources"] as JsonObject)?.Remove("requests");
        return spec;
    }
}

/// <summary>ResourceQuota.</summary>
internal sealed class QuotaBehavior : KindBehavior
{
    private static readonly HashSet<string> Standard =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage", "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ];

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        foreach (var (resource, amount) in value.Obj("spec").Obj("hard") ?? [])
        {
            var path = $"spec.hard[{resource}]";
            Check.Name(NameRules.QualifiedName(resource), resource, path, errors);
            if (!resource.Contains('/') && !Standard.Contains(resource) && !resource.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                errors.Invalid(path, resource, "must be a standard resource type or fully qualified");
                errors.Invalid(path, resource, "must be a standard resource for quota");
            }

            if (Check.Amount(amount) is { Sign: < 0 } negative)
                errors.Invalid(path, negative.ToString(), Check.NotNegative);
        }
    }
}

/// <summary>LimitRange.</summary>
internal sealed class LimitRangeBehavior : KindBehavior
{
    public override void Default(JsonObject value)
    {
        foreach (var limit in (value.Obj("spec").Arr("limits") ?? []).OfType<JsonObject>().Where(limit => limit.Str("type") == "Container"))
        {
            Fill(limit, "default", "max");
            Fill(limit, "defaultRequest", "default");
            Fill(limit, "defaultRequest", "min");
        }
    }

    private static void Fill(JsonObject limit, string target, string source)
    {
        foreach (var (resource, amount) in limit.Obj(source) ?? [])
            limit.Child(target)[resource] ??= JsonTree.CloneNode(amount);
    }
}
