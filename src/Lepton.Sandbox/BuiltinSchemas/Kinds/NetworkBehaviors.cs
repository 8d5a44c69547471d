using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>NetworkPolicy.</summary>
internal sealed class NetworkPolicyBehavior : KindBehavior
{
    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        if (spec.Arr("policyTypes") is { Count: > 0 })
            return;
        spec["policyTypes"] = spec.Arr("egress") is { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        LabelSelectors.Validate(spec.Obj("podSelector"), "spec.podSelector", errors);
        foreach (var (direction, peers) in (ReadOnlySpan<(string, string)>)[("ingress", "from"), ("egress", "to")])
        {
            for (var i = 0; i < spec.Arr(direction)?.Count; i++)
                Rule(spec.Arr(direction)![i] as JsonObject ?? [], peers, $"spec.{direction}[{i}]", errors);
        }
    }

    private static void Rule(JsonObject rule, string peers, string path, FieldErrors errors)
    {
        for (var i = 0; i < rule.Arr("ports")?.Count; i++)
        {
            var (port, at) = (rule.Arr("ports")![i] as JsonObject ?? [], $"{path}.ports[{i}]");
            Check.OneOf(port, "protocol", at, errors, "SCTP", "TCP", "UDP");
            if (port.Str("port") is { } name)
                Check.Name(PortNames.Problems(name), name, at + ".port", errors);
            else
                Check.Port(port["port"], at + ".port", errors);
        }

        for (var i = 0; i < rule.Arr(peers)?.Count; i++)
        {
            var (peer, at) = (rule.Arr(peers)![i] as JsonObject ?? [], $"{path}.{peers}[{i}]");
            if (peer.Count == 0)
                errors.Required(at, "must specify a peer");
            if (peer.Obj("ipBlock") is not null && peer.Count > 1)
                errors.Forbidden(at, "may not specify both ipBlock and another peer");
        }
    }
}

/// <summary>Ingress.</summary>
internal sealed class IngressBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        if (spec.Arr("rules") is null or { Count: 0 } && spec.Obj("defaultBackend") is null)
            errors.Invalid("spec", spec, "either `defaultBackend` or `rules` must be specified");
        for (var i = 0; i < spec.Arr("rules")?.Count; i++)
        {
            var paths = spec.Arr("rules")![i].Obj("http").Arr("paths") ?? [];
            for (var j = 0; j < paths.Count; j++)
                Path(paths[j] as JsonObject ?? [], $"spec.rules[{i}].http.paths[{j}]", errors);
        }
    }

    private static void Path(JsonObject path, string at, FieldErrors errors)
    {
        var type = path.Str("pathType");
        if (type is null)
            errors.Required(at + ".pathType", "pathType must be specified");
        else if (type is not ("Exact" or "Prefix" or "ImplementationSpecific"))
            errors.NotSupported(at + ".pathType", type, "Exact", "ImplementationSpecific", "Prefix");
        if (type is "Exact" or "Prefix" && path.Str("path")?.StartsWith('/') != true)
            errors.Invalid(at + ".path", path.Str("path") ?? "", "must be an absolute path");
        var backend = path.Obj("backend");
        if (backend.Obj("service") is null && backend.Obj("resource") is null)
            errors.Invalid(at + ".backend", "", "resource or service backend is required");
        else if (backend.Obj("service") is { } service && string.IsNullOrEmpty(service.Str("name")))
            errors.Required(at + ".backend.service.name");
    }
}

/// <summary>EndpointSlice.</summary>
internal sealed class EndpointSliceBehavior : KindBehavior
{
    private const int MaxEndpoints = 1000;

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        if (value.Str("addressType") is not { Length: > 0 } type)
            errors.Required("addressType");
        else if (type is not ("IPv4" or "IPv6" or "FQDN"))
            errors.NotSupported("addressType", type, "FQDN", "IPv4", "IPv6");
        var endpoints = value.Arr("endpoints") ?? [];
        if (endpoints.Count > MaxEndpoints)
            errors.TooMany("endpoints", endpoints.Count, MaxEndpoints);
        for (var i = 0; i < endpoints.Count; i++)
        {
            if (endpoints[i].Arr("addresses") is null or { Count: 0 })
                errors.Required($"endpoints[{i}].addresses", "must contain at least 1 address");
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors) => Check.Same(value["addressType"], old["addressType"], "addressType", errors);
}
