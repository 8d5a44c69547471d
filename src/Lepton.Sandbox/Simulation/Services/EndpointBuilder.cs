using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Services;

/// <summary>Endpoints of a Service, as EndpointSlices and as the older Endpoints.</summary>
internal sealed class EndpointBuilder(ObjectView service, IReadOnlyList<PodView> pods, Func<string, string?> zoneOf)
{
    /// <summary>Endpoints in one slice at most, as on a real cluster.</summary>
    private const int SliceSize = 100;

    private bool PublishesNotReady => service.Spec.Flag("publishNotReadyAddresses");

    public bool Headless => service.Spec.Text("clusterIP") == "None";

    /// <summary>Contents of the slices; at least one, so that a Service without Pods shows an empty slice.</summary>
    public IReadOnlyList<(JsonArray? Endpoints, JsonArray? Ports)> Slices()
    {
        if (pods.Count == 0)
            return [(null, null)];
        return pods.GroupBy(pod => new JsonArray(ServicePorts.Resolve(service, pod).Select(static port => (JsonNode)port).ToArray()).ToJsonString(), StringComparer.Ordinal)
            .SelectMany(group => group.Chunk(SliceSize).Select(chunk => (
                (JsonArray?)new JsonArray(chunk.Select(pod => (JsonNode)Endpoint(pod)).ToArray()),
                (JsonArray?)JsonNode.Parse(group.Key)!.AsArray())))
            .ToList();
    }

    /// <summary>The <c>subsets</c> of the Endpoints object; null when there are none.</summary>
    public JsonArray? Subsets()
    {
        var subsets = new JsonArray();
        foreach (var group in pods.Where(static pod => !pod.Deleting).GroupBy(pod => new JsonArray(ServicePorts.Resolve(service, pod).Select(static port => (JsonNode)Short(port)).ToArray()).ToJsonString(), StringComparer.Ordinal))
        {
            var subset = new JsonObject();
            AddAddresses(subset, "addresses", group.Where(pod => pod.Ready || PublishesNotReady));
            AddAddresses(subset, "notReadyAddresses", group.Where(pod => !pod.Ready && !PublishesNotReady));
            if (group.Key != "[]")
                subset["ports"] = JsonNode.Parse(group.Key);
            subsets.Add((JsonNode)subset);
        }

        return subsets.Count == 0 ? null : subsets;
    }

    private static JsonObject Short(JsonObject port)
    {
        var json = new JsonObject();
        if (port.Text("name") is { Length: > 0 } name)
            json["name"] = name;
        json["port"] = port.Number("port");
        json["protocol"] = port.Text("protocol");
        return json;
    }

    private static void AddAddresses(JsonObject subset, string key, IEnumerable<PodView> pods)
    {
        var addresses = pods.Select(static pod => (JsonNode)new JsonObject { ["ip"] = pod.Status.Text("podIP"), ["nodeName"] = pod.NodeName, ["targetRef"] = Reference(pod) }).ToArray();
        if (addresses.Length > 0)
            subset[key] = new JsonArray(addresses);
    }

    private static JsonObject Reference(PodView pod) => new() { ["kind"] = "Pod", ["namespace"] = pod.Namespace, ["name"] = pod.Name, ["uid"] = pod.Uid };

    private JsonObject Endpoint(PodView pod)
    {
        var json = new JsonObject
        {
            ["addresses"] = new JsonArray(pod.Status.Text("podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = PublishesNotReady || pod is { Ready: true, Deleting: false },
                ["serving"] = pod.Ready,
                ["terminating"] = pod.Deleting,
            },
        };
        if (pod.Spec.Text("hostname") is { Length: > 0 } hostname && pod.Spec.Text("subdomain") == service.Name)
            json["hostname"] = hostname;
        json["targetRef"] = Reference(pod);
        json["nodeName"] = pod.NodeName;
        if (zoneOf(pod.NodeName!) is { } zone)
            json["zone"] = zone;
        return json;
    }
}
