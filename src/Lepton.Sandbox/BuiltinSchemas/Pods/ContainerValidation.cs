using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Kinds;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>What a container must be.</summary>
internal static class ContainerValidation
{
    public static void Validate(JsonObject container, HashSet<string> volumes, string path, FieldErrors errors)
    {
        if (container.Str("name") is { Length: > 0 } name)
            Check.Name(NameRules.DnsLabel(name), name, path + ".name", errors);
        else
            errors.Required(path + ".name");
        if (string.IsNullOrEmpty(container.Str("image")))
            errors.Required(path + ".image");
        Check.OneOf(container, "terminationMessagePolicy", path, errors, "File", "FallbackToLogsOnError");
        Ports(container.Arr("ports"), path + ".ports", errors);
        Environment(container.Arr("env"), path + ".env", errors);
        Mounts(container.Arr("volumeMounts"), volumes, path + ".volumeMounts", errors);
        Check.OneOf(container, "imagePullPolicy", path, errors, "Always", "IfNotPresent", "Never");
        ResourceValidation.Requirements(container.Obj("resources"), path + ".resources", errors);
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
            Probe(container.Obj(probe), $"{path}.{probe}", liveness: probe != "readinessProbe", errors);
    }

    private static void Ports(JsonArray? ports, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports?.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (ports[i].Str("name") is { Length: > 0 } name)
            {
                Check.Name(PortNames.Problems(name), name, at + ".name", errors);
                if (!names.Add(name))
                    errors.Duplicate(at + ".name", name);
            }

            if (ports[i].Int("containerPort") is null or 0)
                errors.Required(at + ".containerPort");
            else
                Check.Port(ports[i]!["containerPort"], at + ".containerPort", errors);
            if (ports[i].Int("hostPort") is not (null or 0))
                Check.Port(ports[i]!["hostPort"], at + ".hostPort", errors);
            Check.OneOf(ports[i] as JsonObject, "protocol", at, errors, "SCTP", "TCP", "UDP");
        }
    }

    private static void Environment(JsonArray? variables, string path, FieldErrors errors)
    {
        for (var i = 0; i < variables?.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (string.IsNullOrEmpty(variables[i].Str("name")))
                errors.Required(at + ".name");
            if (variables[i].Obj("valueFrom") is not { } source)
                continue;
            if (!string.IsNullOrEmpty(variables[i].Str("value")))
                errors.Invalid(at + ".valueFrom", "", "may not be specified when `value` is not empty");
            if (source.Count(field => field.Value is not null) != 1)
                errors.Invalid(at + ".valueFrom", "", source.Count == 0 ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`" : "may not have more than one field specified at a time");
        }
    }

    private static void Mounts(JsonArray? mounts, HashSet<string> volumes, string path, FieldErrors errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < mounts?.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (mounts[i].Str("name") is not { Length: > 0 } name)
                errors.Required(at + ".name");
            else if (!volumes.Contains(name))
                errors.NotFound(at + ".name", name);
            if (mounts[i].Str("mountPath") is not { Length: > 0 } mountPath)
                errors.Required(at + ".mountPath");
            else if (!paths.Add(mountPath))
                errors.Invalid(at + ".mountPath", mountPath, "must be unique");
        }
    }

    private static void Probe(JsonObject? probe, string path, bool liveness, FieldErrors errors)
    {
        if (probe is null)
            return;
        var handlers = ((string[])["exec", "httpGet", "tcpSocket", "grpc"]).Where(handler => probe.Obj(handler) is not null).ToArray();
        if (handlers.Length == 0)
            errors.Required(path, "must specify a handler type");
        foreach (var extra in handlers.Skip(1))
            errors.Forbidden($"{path}.{extra}", "may not specify more than 1 handler type");
        if (handlers is ["httpGet" or "tcpSocket", ..] && probe.Obj(handlers[0])!["port"].AsLong() is not null)
            Check.Port(probe.Obj(handlers[0])!["port"], $"{path}.{handlers[0]}.port", errors);
        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
            Check.NonNegative(probe, field, path, errors);
        if (liveness && probe.Int("successThreshold") is not (null or 1))
            errors.Invalid(path + ".successThreshold", probe["successThreshold"], "must be 1");
    }
}
