namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>Azure AKS, by https://learn.microsoft.com/azure/aks/use-labels (reserved system labels).</summary>
internal static class AksLabels
{
    public static void Add(SortedDictionary<string, string> labels, NodeContext node)
    {
        labels["agentpool"] = node.Pool.Name;
        labels["kubernetes.azure.com/agentpool"] = node.Pool.Name;
        labels["kubernetes.azure.com/cluster"] = $"MC_{node.Cluster.Name}_{node.Cluster.Name}_{node.Cluster.Region}";
        labels["kubernetes.azure.com/mode"] = node.HasGpus ? "user" : "system";
        labels["kubernetes.azure.com/role"] = "agent";
        labels["kubernetes.azure.com/os-sku"] = "Ubuntu";
        labels["kubernetes.azure.com/storageprofile"] = "managed";
        labels["topology.disk.csi.azure.com/zone"] = node.Zone;
        if (node.HasGpus)
        {
            labels["accelerator"] = GpuModel.Of(node.Type).IsNvidia ? "nvidia" : "amd";
            labels["kubernetes.azure.com/accelerator"] = labels["accelerator"];
        }

        if (!node.IsSpot)
            return;
        labels["kubernetes.azure.com/scalesetpriority"] = "spot";
        labels["scalesetpriority"] = "spot";
    }
}
