using System.Globalization;

namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>The labels real clouds put on their nodes.</summary>
internal static class CloudLabels
{
    /// <summary>All labels of a node; those of the fleet file win.</summary>
    public static SortedDictionary<string, string> Of(NodeContext node)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["beta.kubernetes.io/arch"] = "amd64",
            ["beta.kubernetes.io/os"] = "linux",
            ["beta.kubernetes.io/instance-type"] = node.Type.MachineType,
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/hostname"] = node.Name,
            ["node.kubernetes.io/instance-type"] = node.Type.MachineType,
            ["topology.kubernetes.io/region"] = node.Cluster.Region,
            ["topology.kubernetes.io/zone"] = node.Zone,
        };
        AddCloud(labels, node);
        if (node.HasGpus && GpuModel.Of(node.Type).IsNvidia && (node.Cluster.GpuFeatureDiscovery ?? node.Cluster.Provider != CloudKind.GCP))
            AddFeatureDiscovery(labels, node);
        foreach (var (key, value) in node.Pool.Labels)
            labels[key] = value;
        return labels;
    }

    /// <summary>The label by which the nodes of one pool are told from others.</summary>
    public static (string Key, string Value) Pool(ClusterDefinition cluster, NodePoolDefinition pool) => cluster.Provider switch
    {
        CloudKind.AWS when pool.Manager == NodeManager.Karpenter => ("karpenter.sh/nodepool", pool.Name),
        CloudKind.AWS => ("eks.amazonaws.com/nodegroup", pool.Name),
        CloudKind.Azure => ("agentpool", pool.Name),
        CloudKind.GCP => ("cloud.google.com/gke-nodepool", pool.Name),
        _ => ("node-pool", pool.Name),
    };

    private static void AddCloud(SortedDictionary<string, string> labels, NodeContext node)
    {
        switch (node.Cluster.Provider)
        {
            case CloudKind.AWS when node.Pool.Manager == NodeManager.Karpenter:
                EksLabels.AddKarpenter(labels, node);
                break;
            case CloudKind.AWS:
                EksLabels.AddNodeGroup(labels, node);
                break;
            case CloudKind.Azure:
                AksLabels.Add(labels, node);
                break;
            case CloudKind.GCP:
                GkeLabels.Add(labels, node);
                break;
            default:
                labels["node-pool"] = node.Pool.Name;
                if (node.IsSpot)
                    labels["node.kubernetes.io/lifecycle"] = "spot"; // The convention of clouds that have no label of their own.
                break;
        }
    }

    private static void AddFeatureDiscovery(SortedDictionary<string, string> labels, NodeContext node)
    {
        var model = GpuModel.Of(node.Type);
        labels["nvidia.com/gpu.present"] = "true";
        labels["nvidia.com/gpu.product"] = model.Product;
        labels["nvidia.com/gpu.count"] = node.Type.Gpus.ToString(CultureInfo.InvariantCulture);
        labels["nvidia.com/gpu.memory"] = model.MemoryMiB.ToString(CultureInfo.InvariantCulture);
        labels["nvidia.com/gpu.family"] = model.Family;
        labels["nvidia.com/gpu.machine"] = node.Type.MachineType;
        labels["nvidia.com/gpu.replicas"] = "1";
        labels["nvidia.com/mig.capable"] = model.Family is "hopper" or "blackwell" || model.Name.StartsWith("A100", StringComparison.Ordinal) ? "true" : "false";
    }
}
