using System.Text.Json.Nodes;
using Lepton.Benchmarks.EndToEnd;

namespace Lepton.Benchmarks.Runtime;

/// <summary>Pods and nodes as a server answers them: with owners, status and managed fields.</summary>
internal static class SampleObjects
{
    private const string Then = "2026-01-01T00:00:00Z";

    public static ObjectTemplate Pod()
    {
        var pod = Inventory.Pod(0, $"node-{ObjectTemplate.Index}");
        var metadata = Identify(pod, "web");
        metadata["generateName"] = "web-";
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["name"] = "web-6d4cf56db6",
            ["uid"] = "c08c43ac-3da0-4f7e-8883-c5a52bbb7d73",
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        });
        pod["status"] = new JsonObject
        {
            ["phase"] = "Running",
            ["conditions"] = new JsonArray([.. new[] { "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(Condition)]),
            ["hostIP"] = "10.0.0.1",
            ["podIP"] = "10.2.0.17",
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "10.2.0.17" }),
            ["startTime"] = Then,
            ["containerStatuses"] = new JsonArray(ContainerStatus("web"), ContainerStatus("sidecar")),
            ["qosClass"] = "Burstable",
        };
        metadata["managedFields"] = new JsonArray(
            Managed("kube-controller-manager", new JsonObject { ["metadata"] = metadata.DeepClone(), ["spec"] = pod["spec"]!.DeepClone() }),
            Managed("kubelet", new JsonObject { ["status"] = pod["status"]!.DeepClone() }));
        return new ObjectTemplate(pod);
    }

    public static ObjectTemplate Node()
    {
        var node = Inventory.Node("fleet", 0);
        var metadata = Identify(node, "node");
        metadata["managedFields"] = new JsonArray(
            Managed("node-feature-discovery", new JsonObject { ["metadata"] = metadata.DeepClone() }), Managed("kubelet", new JsonObject { ["status"] = node["status"]!.DeepClone() }));
        return new ObjectTemplate(node);
    }

    private static JsonObject Identify(JsonObject value, string prefix)
    {
        var metadata = (JsonObject)value["metadata"]!;
        metadata["name"] = $"{prefix}-{ObjectTemplate.Index}";
        metadata["uid"] = $"c8d7fb69-a062-4d3e-b7b2-0000{ObjectTemplate.Index}";
        metadata["resourceVersion"] = ObjectTemplate.Version;
        metadata["creationTimestamp"] = Then;
        return metadata;
    }

    private static JsonNode Condition(string type) => new JsonObject { ["type"] = type, ["status"] = "True", ["lastProbeTime"] = null, ["lastTransitionTime"] = Then };

    private static JsonObject ContainerStatus(string name) => new()
    {
        ["name"] = name,
        ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Then } },
        ["lastState"] = new JsonObject(),
        ["ready"] = true,
        ["started"] = true,
        ["restartCount"] = 0,
        ["image"] = $"registry.example/team/{name}:v1",
        ["imageID"] = $"registry.example/team/{name}@sha256:{new string('e', 64)}",
        ["containerID"] = $"containerd://{new string('f', 64)}",
    };

    private static JsonObject Managed(string manager, JsonObject fields) => new()
    {
        ["manager"] = manager,
        ["operation"] = "Update",
        ["apiVersion"] = "v1",
        ["time"] = Then,
        ["fieldsType"] = "FieldsV1",
        ["fieldsV1"] = FieldsOf(fields),
    };

    private static JsonObject FieldsOf(JsonNode? value) => value switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create<string, JsonNode?>($"f:{p.Key}", FieldsOf(p.Value)))),
        JsonArray a => new JsonObject(a.OfType<JsonObject>().Select(KeyOf).OfType<(string Key, JsonObject Item)>()
            .DistinctBy(i => i.Key).Select(i => KeyValuePair.Create<string, JsonNode?>(i.Key, FieldsOf(i.Item)))),
        _ => [],
    };

    /// <summary>The item of a list as managed fields name it, by the key that is found.</summary>
    private static (string, JsonObject)? KeyOf(JsonObject item) =>
        new[] { "name", "type", "ip", "uid" }.FirstOrDefault(item.ContainsKey) is { } key ? ($$"""k:{"{{key}}":"{{item[key]}}"}""", item) : null;
}
