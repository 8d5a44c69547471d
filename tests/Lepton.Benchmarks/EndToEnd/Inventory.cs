using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>Nodes and pods of a member, as large as real ones are.</summary>
internal static class Inventory
{
    private const int Concurrency = 16;

    public static Task AddNodesAsync(IKubernetesClient member, string cluster, int count) => EachAsync(count, async i =>
    {
        var nodes = member.Resource(ResourceDefinition.Of<V1Node>());
        var node = Node(cluster, i);
        var created = await nodes.CreateAsync(new UnstructuredObject(node));
        // A real server taints a new node and drops its status.
        var taints = new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } };
        await nodes.PatchAsync(created.Metadata.Name!, null, Patch.Merge(taints));
        await nodes.PatchAsync(created.Metadata.Name!, null, Patch.Merge(new JsonObject { ["status"] = node["status"]!.DeepClone() }), "status");
    });

    public static Task AddPodsAsync(IKubernetesClient member, string cluster, int count, int nodes) => EachAsync(count, async i =>
    {
        var pods = member.Resource(ResourceDefinition.Of<V1Pod>());
        await pods.CreateAsync(new UnstructuredObject(Pod(i, NodeName(cluster, i % nodes))));
    });

    public static async Task EachAsync(int count, Func<int, Task> action) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, _) => await action(i));

    /// <summary>Eight H100; labels as NVIDIA's feature discovery and a cloud put them, images as a kubelet reports them.</summary>
    public static JsonObject Node(string cluster, int index)
    {
        var labels = new JsonObject { ["kubernetes.io/hostname"] = NodeName(cluster, index), ["node.kubernetes.io/instance-type"] = "h8", [Leftovers.Label] = "true", ["nvidia.com/gpu.product"] = "NVIDIA-H100-80GB-HBM3" };
        for (var i = 0; i < 25; i++)
            labels[$"feature.node.kubernetes.io/cpu-cpuid.FEATURE{i:00}"] = "true";
        var images = Enumerable.Range(0, 30).Select(i => (JsonNode)new JsonObject
        {
            ["names"] = new JsonArray($"registry.example/team-{i % 7}/image-{i}@sha256:{new string((char)('a' + i % 6), 64)}", $"registry.example/team-{i % 7}/image-{i}:v1.{i}"),
            ["sizeBytes"] = 100_000_000L + i,
        });
        var allocatable = new JsonObject { ["cpu"] = "191450m", ["memory"] = "2000Gi", ["nvidia.com/gpu"] = "8", ["pods"] = "250", ["ephemeral-storage"] = "900Gi" };
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = NodeName(cluster, index), ["labels"] = labels },
            ["spec"] = new JsonObject { ["providerID"] = $"cloud:///{cluster}/{index}" },
            ["status"] = new JsonObject
            {
                ["allocatable"] = allocatable,
                ["capacity"] = allocatable.DeepClone(),
                ["conditions"] = new JsonArray([.. new[] { ("MemoryPressure", "False"), ("DiskPressure", "False"), ("PIDPressure", "False"), ("Ready", "True") }.Select(c => (JsonNode)new JsonObject
                {
                    ["type"] = c.Item1,
                    ["status"] = c.Item2,
                    ["lastHeartbeatTime"] = "2026-01-01T00:00:00Z",
                    ["lastTransitionTime"] = "2026-01-01T00:00:00Z",
                    ["reason"] = "KubeletReports",
                    ["message"] = "kubelet reports what it found",
                })]),
                ["images"] = new JsonArray([.. images]),
            },
        };
    }

    /// <summary>A web service's pod with two containers, probes, mounts and the environment that charts give them.</summary>
    public static JsonObject Pod(int index, string node) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = $"web-{index / 10:000}-{index * 7919:x8}",
            ["namespace"] = "others",
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "web", ["app.kubernetes.io/instance"] = $"web-{index / 10:000}", ["pod-template-hash"] = "6d4cf56db6" },
            ["annotations"] = new JsonObject { ["checksum/config"] = new string('c', 64), ["prometheus.io/scrape"] = "true" },
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["containers"] = new JsonArray(Container("web"), Container("sidecar")),
            ["volumes"] = new JsonArray(new JsonObject { ["name"] = "config", ["emptyDir"] = new JsonObject() }),
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["automountServiceAccountToken"] = false,
        },
    };

    private static JsonObject Container(string name) => new()
    {
        ["name"] = name,
        ["image"] = $"registry.example/team/{name}:v1",
        ["env"] = new JsonArray([.. Enumerable.Range(0, 20).Select(i => (JsonNode)new JsonObject { ["name"] = $"SETTING_{i}", ["value"] = $"value of setting {i}" })]),
        ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "256Mi" } },
        ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "config", ["mountPath"] = "/etc/config" }),
        ["readinessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = "/ready", ["port"] = 8080 } },
    };

    private static string NodeName(string cluster, int index) => $"{cluster}-node-{index:0000}";
}
