using System.Globalization;

namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>Amazon EKS, by https://docs.aws.amazon.com/eks/ (managed node groups) and https://karpenter.sh/docs/concepts/scheduling/ (Karpenter).</summary>
internal static class EksLabels
{
    public static void AddNodeGroup(SortedDictionary<string, string> labels, NodeContext node)
    {
        AddCommon(labels, node);
        labels["eks.amazonaws.com/nodegroup"] = node.Pool.Name;
        labels["eks.amazonaws.com/capacityType"] = node.Pool.CapacityType switch
        {
            NodeCapacityType.Spot => "SPOT",
            NodeCapacityType.Reserved => "CAPACITY_BLOCK",
            _ => "ON_DEMAND",
        };
    }

    public static void AddKarpenter(SortedDictionary<string, string> labels, NodeContext node)
    {
        AddCommon(labels, node);
        var family = node.Type.Name.Split('.')[0];
        labels["karpenter.sh/nodepool"] = node.Pool.Name;
        labels["karpenter.sh/registered"] = "true";
        labels["karpenter.sh/initialized"] = "true";
        labels["karpenter.sh/capacity-type"] = node.Pool.CapacityType switch
        {
            NodeCapacityType.Spot => "spot",
            NodeCapacityType.Reserved => "reserved",
            _ => "on-demand",
        };
        labels["karpenter.k8s.aws/instance-category"] = family[..1];
        labels["karpenter.k8s.aws/instance-family"] = family;
        labels["karpenter.k8s.aws/instance-size"] = node.Type.Name.Split('.')[^1];
        labels["karpenter.k8s.aws/instance-cpu"] = Text(node.Type.VirtualCpus);
        labels["karpenter.k8s.aws/instance-memory"] = Text((int)(node.Type.MemoryGiB * 1024));
        if (!node.HasGpus)
            return;
        labels["karpenter.k8s.aws/instance-gpu-name"] = GpuModel.Of(node.Type).Karpenter;
        labels["karpenter.k8s.aws/instance-gpu-manufacturer"] = "nvidia";
        labels["karpenter.k8s.aws/instance-gpu-count"] = Text(node.Type.Gpus);
        labels["karpenter.k8s.aws/instance-gpu-memory"] = Text(node.Type.GpuMemoryGiB * 1024);
    }

    private static void AddCommon(SortedDictionary<string, string> labels, NodeContext node)
    {
        labels["k8s.io/cloud-provider-aws"] = NodeNames.Hash(node.Cluster.Name, "aws").ToString("x8", CultureInfo.InvariantCulture);
        labels["failure-domain.beta.kubernetes.io/region"] = node.Cluster.Region;
        labels["failure-domain.beta.kubernetes.io/zone"] = node.Zone;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
