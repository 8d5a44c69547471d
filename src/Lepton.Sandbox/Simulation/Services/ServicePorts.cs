using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Services;

/// <summary>Which port of a Pod a Service port leads to.</summary>
internal static class ServicePorts
{
    /// <summary>The ports of a Service as they are on one Pod, in the order of the Service; those the Pod does not have are left out.</summary>
    public static IEnumerable<JsonObject> Resolve(ObjectView service, PodView pod)
    {
        foreach (var port in service.Spec.Objects("ports"))
        {
            if (Target(port, pod) is not { } number)
                continue;
            var resolved = new JsonObject { ["name"] = port.Text("name") ?? "", ["protocol"] = port.Text("protocol") ?? "TCP", ["port"] = number };
            if (port.Text("appProtocol") is { } protocol)
                resolved["appProtocol"] = protocol;
            yield return resolved;
        }
    }

    private static long? Target(JsonObject port, PodView pod)
    {
        if (port["targetPort"] is { } target)
        {
            if (JsonReading.Number(target) is { } number and not 0)
                return number;
            if (port.Text("targetPort") is { Length: > 0 } name)
                return Named(pod, name, port.Text("protocol") ?? "TCP");
        }

        return port.Number("port");
    }

    private static long? Named(PodView pod, string name, string protocol) => pod.Spec.Objects("containers")
        .SelectMany(static container => container.Objects("ports"))
        .FirstOrDefault(port => port.Text("name") == name && (port.Text("protocol") ?? "TCP") == protocol)
        .Number("containerPort");
}
