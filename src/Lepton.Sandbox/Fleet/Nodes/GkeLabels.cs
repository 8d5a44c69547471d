using System.Globalization;

namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>Google GKE, by https://cloud.google.com/kubernetes-engine/docs (node labels, GPU node pools, Spot VMs).</summary>
internal static class GkeLabels
{
    public static void Add(SortedDictionary<string, string> labels, NodeContext node)
    {
        labels["cloud.google.com/gke-nodepool"] = node.Pool.Name;
        labels["cloud.google.com/gke-boot-disk"] = "pd-balanced";
        labels["cloud.google.com/gke-container-runtime"] = "containerd";
        labels["cloud.google.com/gke-os-distribution"] = "cos";
        labels["cloud.google.com/gke-provisioning"] = node.Pool.CapacityType switch
        {
            NodeCapacityType.Spot => "spot",
            NodeCapacityType.Reserved => "reservation",
            _ => "standard",
        };
        labels["cloud.google.com/machine-family"] = node.Type.MachineType.Split('-')[0];
        labels["topology.gke.io/zone"] = node.Zone;
        if (node.IsSpot)
            labels["cloud.google.com/gke-spot"] = "true";
        if (!node.HasGpus)
            return;
        labels["cloud.google.com/gke-accelerator"] = GpuModel.Of(node.Type).Gke ?? "nvidia-" + node.Type.GpuModel.ToLowerInvariant();
        labels["cloud.google.com/gke-accelerator-count"] = node.Type.Gpus.ToString(CultureInfo.InvariantCulture);
        labels["cloud.google.com/gke-gpu"] = "true";
        labels["cloud.google.com/gke-gpu-driver-version"] = "default";
    }
}
