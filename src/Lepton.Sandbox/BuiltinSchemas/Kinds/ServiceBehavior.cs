using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>Services. The addresses themselves are handed out by the server.</summary>
internal sealed class ServiceBehavior : KindBehavior
{
    private const int FirstNodePort = 30000;
    private const int LastNodePort = 32767;

    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        var type = spec.Str("type") is { Length: > 0 } given ? given : "ClusterIP";
        if (spec.Str("sessionAffinity") == "ClientIP")
            spec.Child("sessionAffinityConfig").Child("clientIP")["timeoutSeconds"] ??= JsonNumbers.From(10800);
        else
            spec.Remove("sessionAffinityConfig");
        foreach (var port in (spec.Arr("ports") ?? []).OfType<JsonObject>())
            Port(port, type);
        TypeDependent(spec, type);
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        var type = spec.Str("type");
        Check.OneOf(spec, "type", "spec", errors, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        var ports = spec.Arr("ports") ?? [];
        if (ports.Count == 0 && type != "ExternalName" && spec.Str("clusterIP") != "None")
            errors.Required("spec.ports");
        Ports(ports, errors);
        Check.Labels(spec.Obj("selector"), "spec.selector", errors);
        Check.OneOf(spec, "sessionAffinity", "spec", errors, "ClientIP", "None");
        Check.OneOf(spec, "externalTrafficPolicy", "spec", errors, "Cluster", "Local");
        Check.OneOf(spec, "internalTrafficPolicy", "spec", errors, "Cluster", "Local");
        if (type == "ExternalName")
        {
            if (spec.Str("externalName") is not { Length: > 0 } name)
                errors.Required("spec.externalName");
            else
                Check.Name(NameRules.DnsSubdomain(name.TrimEnd('.')), name, "spec.externalName", errors);
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        var (spec, before) = (value.Child("spec"), old.Obj("spec") ?? []);
        if (spec.Str("type") == "ExternalName" || before.Str("type") == "ExternalName" || before.Arr("clusterIPs") is null or { Count: 0 })
            return;
        if (spec.Arr("clusterIPs")?[0].AsString() != before.Arr("clusterIPs")![0].AsString())
            errors.Invalid("spec.clusterIPs[0]", spec["clusterIPs"], "may not change once set");
        else if (spec.Str("clusterIP") != before.Str("clusterIP"))
            errors.Invalid("spec.clusterIP", spec["clusterIP"], "may not change once set");
    }

    private static void Port(JsonObject port, string type)
    {
        if (port["targetPort"] is null || port["targetPort"].AsLong() is 0 || port.Str("targetPort") is "")
            port["targetPort"] = JsonTree.CloneNode(port["port"]);
        if (type is "ClusterIP" or "ExternalName")
            port.Remove("nodePort");
    }

    /// <summary>Fields that only some types have.</summary>
    private static void TypeDependent(JsonObject spec, string type)
    {
        var external = type is "NodePort" or "LoadBalancer";
        if (external)
            spec["externalTrafficPolicy"] ??= "Cluster";
        else if (spec.Arr("externalIPs") is null or { Count: 0 })
            spec.Remove("externalTrafficPolicy");
        if (type == "LoadBalancer")
            spec["allocateLoadBalancerNodePorts"] ??= true;
        else
            spec.Remove("allocateLoadBalancerNodePorts");
        if (type == "ExternalName")
        {
            foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"])
                spec.Remove(field);
        }
        else
        {
            spec["internalTrafficPolicy"] ??= "Cluster";
        }
    }

    private static void Ports(JsonArray ports, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(long?, string?)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, path) = (ports[i] as JsonObject ?? [], $"spec.ports[{i}]");
            if (port.Str("name") is { Length: > 0 } name)
            {
                Check.Name(NameRules.DnsLabel(name), name, path + ".name", errors);
                if (!names.Add(name))
                    errors.Duplicate(path + ".name", name);
            }
            else if (ports.Count > 1)
            {
                errors.Required(path + ".name");
            }

            Check.Port(port["port"] ?? JsonNumbers.From(0), path + ".port", errors);
            Check.OneOf(port, "protocol", path, errors, "SCTP", "TCP", "UDP");
            Target(port["targetPort"], path + ".targetPort", errors);
            if (port.Int("nodePort") is not (null or 0) and (< FirstNodePort or > LastNodePort))
                errors.Invalid(path + ".nodePort", port["nodePort"], $"provided port is not in the valid range. The range of valid ports is {FirstNodePort}-{LastNodePort}");
            if (!numbers.Add((port.Int("port"), port.Str("protocol"))))
                errors.Duplicate(path, new JsonObject { ["port"] = JsonTree.CloneNode(port["port"]), ["protocol"] = port.Str("protocol") });
        }
    }

    private static void Target(JsonNode? target, string path, FieldErrors errors)
    {
        if (target.AsString() is { } name)
            Check.Name(PortNames.Problems(name), name, path, errors);
        else if (target is not null)
            Check.Port(target, path, errors);
    }
}
