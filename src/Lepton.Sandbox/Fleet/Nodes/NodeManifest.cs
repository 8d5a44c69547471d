using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>The Node object a cloud's kubelet registers.</summary>
internal static class NodeManifest
{
    /// <summary>Which pool of the fleet file a node belongs to.</summary>
    public const string PoolAnnotation = "sandbox.lepton.ai/node-pool";

    /// <param name="ready">False for one that still boots.</param>
    public static JsonObject Build(NodeContext node, DateTimeOffset now, bool ready = true)
    {
        var size = NodeSize.Of(node);
        var spec = new JsonObject { ["podCIDR"] = Cidr(node), ["podCIDRs"] = new JsonArray(Cidr(node)), ["providerID"] = ProviderId(node) };
        var taints = CloudTaints.Of(node).Select(static taint => (JsonNode)Taint(taint)).ToArray();
        if (taints.Length > 0)
            spec["taints"] = new JsonArray(taints);
        return new JsonObject
        {
            ["kind"] = "Node",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = node.Name,
                ["labels"] = new JsonObject(CloudLabels.Of(node).Select(static label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
                ["annotations"] = new JsonObject { ["node.alpha.kubernetes.io/ttl"] = "0", [PoolAnnotation] = node.Pool.Name },
            },
            ["spec"] = spec,
            ["status"] = Status(node, size, now, ready),
        };
    }

    private static JsonObject Status(NodeContext node, NodeSize size, DateTimeOffset now, bool ready) => new()
    {
        ["capacity"] = Amounts(node, size.MilliCpu, size.MemoryBytes, size.Pods, "104845292Ki"),
        ["allocatable"] = Amounts(node, size.AllocatableMilliCpu, size.AllocatableMemoryBytes, size.Pods, "95551679124"),
        ["conditions"] = NodeConditions.Kubelet(now, ready),
        ["addresses"] = new JsonArray(Address("InternalIP", InternalIp(node)), Address("Hostname", node.Name)),
        ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
        ["nodeInfo"] = Info(node),
    };

    private static JsonObject Amounts(NodeContext node, int milliCpu, long memory, int pods, string disk)
    {
        var amounts = new JsonObject
        {
            ["cpu"] = milliCpu % 1000 == 0 ? Text(milliCpu / 1000) : Text(milliCpu) + "m",
            ["ephemeral-storage"] = disk,
            ["hugepages-1Gi"] = "0",
            ["hugepages-2Mi"] = "0",
            ["memory"] = Text(memory / 1024) + "Ki",
        };
        if (node.HasGpus)
            amounts[GpuModel.Of(node.Type).ResourceName] = Text(node.Type.Gpus);
        amounts["pods"] = Text(pods);
        return amounts;
    }

    private static JsonObject Info(NodeContext node)
    {
        var id = NodeNames.Hash(node.Cluster.Name, node.Name).ToString("x8", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["machineID"] = id,
            ["systemUUID"] = id,
            ["bootID"] = id,
            ["kernelVersion"] = "6.12.40",
            ["osImage"] = node.Cluster.Provider switch
            {
                CloudKind.AWS => "Amazon Linux 2023",
                CloudKind.GCP => "Container-Optimized OS from Google",
                _ => "Ubuntu 24.04 LTS",
            },
            ["containerRuntimeVersion"] = "containerd://2.1.4",
            ["kubeletVersion"] = node.Cluster.KubernetesVersion,
            ["kubeProxyVersion"] = "",
            ["operatingSystem"] = "linux",
            ["architecture"] = "amd64",
        };
    }

    private static JsonObject Taint(TaintDefinition taint)
    {
        var json = new JsonObject { ["key"] = taint.Key };
        if (taint.Value.Length > 0)
            json["value"] = taint.Value;
        json["effect"] = taint.Effect;
        return json;
    }

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };

    private static string InternalIp(NodeContext node)
    {
        var hash = NodeNames.Hash(node.Cluster.Name, node.Name);
        return $"10.{(hash >> 16) & 127}.{(hash >> 8) & 255}.{1 + hash % 254}";
    }

    private static string Cidr(NodeContext node)
    {
        var hash = NodeNames.Hash(node.Name, node.Cluster.Name);
        return $"10.{128 + ((hash >> 8) & 127)}.{hash & 255}.0/24";
    }

    private static string ProviderId(NodeContext node) => node.Cluster.Provider switch
    {
        CloudKind.AWS => $"aws:///{node.Zone}/i-{NodeNames.Hash(node.Name):x8}{NodeNames.Hash(node.Cluster.Name, node.Name):x8}0",
        CloudKind.Azure => $"azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{node.Cluster.Name}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-{node.Pool.Name}/virtualMachines/{node.Ordinal}",
        CloudKind.GCP => $"gce://{node.Cluster.Name}/{node.Zone}/{node.Name}",
        _ => $"sandbox://{node.Cluster.Name}/{node.Name}",
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
