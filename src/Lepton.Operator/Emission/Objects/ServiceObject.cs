using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission.Objects;

/// <summary>One Service over all replicas of a model in the cluster, whatever their placement.</summary>
internal static class ServiceObject
{
    /// <summary>Null when the model listens on nothing.</summary>
    public static DesiredObject? Create(ModelScope scope)
    {
        var ports = Ports(scope.Spec);
        if (ports.Count == 0)
            return null;
        var spec = new JsonObject
        {
            ["type"] = (scope.Spec.Service?.Type ?? ServiceType.ClusterIP).ToString(),
            ["selector"] = scope.PodSelector(),
            ["ports"] = ports,
        };
        return scope.Own(ResourceDefinition.Of<V1Service>(), scope.ObjectName, new JsonObject { ["spec"] = spec }, Annotations(scope.Spec.Service));
    }

    private static JsonArray Ports(LeptonModelSpec spec)
    {
        var container = spec.Ports ?? [];
        var ports = spec.Service?.Ports is { Count: > 0 } wanted
            ? wanted.Select(p => Port(p.Name, p.Port, "TCP", Target(p, container))).ToList()
            : container.Select(p => Port(p.Name, p.ContainerPort, p.Protocol ?? "TCP", Target(p))).ToList();
        // A server wants names when there are several.
        if (ports.Count > 1)
        {
            foreach (var port in ports)
                port["name"] ??= $"{((string)port["protocol"]!).ToLowerInvariant()}-{port["port"]}";
        }

        return new JsonArray([.. ports]);
    }

    private static JsonObject Port(string? name, int port, string protocol, JsonNode target)
    {
        var result = new JsonObject();
        if (name is not null)
            result["name"] = name;
        result["port"] = port;
        result["protocol"] = protocol;
        result["targetPort"] = target;
        return result;
    }

    /// <summary>The target that is given; else the container's port of the same name, of the same number, the only one, or just the number.</summary>
    private static JsonNode Target(ModelServicePort port, List<V1ContainerPort> container)
    {
        if (port.TargetPort is { } given)
            return given.IsString ? given.Text! : given.Number;
        var tcp = container.Where(c => c.Protocol is null or "TCP").ToList();
        var match = tcp.Find(c => port.Name is not null && c.Name == port.Name)
            ?? tcp.Find(c => c.ContainerPort == port.Port)
            ?? (tcp.Count == 1 ? tcp[0] : null);
        return match is null ? port.Port : Target(match);
    }

    private static JsonNode Target(V1ContainerPort port) => port.Name is { Length: > 0 } name ? name : port.ContainerPort;

    private static JsonObject Annotations(ModelService? service)
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in (service?.Annotations ?? []).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (key != Ownership.HashAnnotation)
                annotations[key] = value;
        }

        return annotations;
    }
}
