using static Lepton.Api.CapacityKind;

namespace Lepton.Api.Accelerators;

public static partial class NodeLabels
{
    /// <summary>A label whose value names the GPU, and the one beside it that states the memory of one GPU.</summary>
    private sealed record ProductKey(string Product, string? Memory = null, double MemoryUnitGiB = 1.0 / 1024);

    /// <summary>The driver's own word first (it knows slices and sharing), then the clouds', then conventions.</summary>
    private static readonly ProductKey[] ProductKeys =
    [
        new("nvidia.com/gpu.product", "nvidia.com/gpu.memory"),                                             // GPU Feature Discovery; MiB
        new("amd.com/gpu.product-name", "amd.com/gpu.memory"),                                              // AMD GPU operator, node labeller
        new("beta.amd.com/gpu.product-name"),                                                               // older ROCm labeller
        new("habana.ai/product.name"),                                                                      // Intel Gaudi
        new("cloud.google.com/gke-accelerator"),                                                            // GKE
        new("eks.amazonaws.com/instance-gpu-name", "eks.amazonaws.com/instance-gpu-memory"),                // EKS Auto Mode; MiB
        new("karpenter.k8s.aws/instance-gpu-name", "karpenter.k8s.aws/instance-gpu-memory"),                // Karpenter on AWS; MiB
        new("karpenter.azure.com/sku-gpu-name"),                                                            // AKS node auto-provisioning
        new("gpu.nvidia.com/model", "gpu.nvidia.com/vram", 1),                                              // CoreWeave; GiB
        new("gpu.nvidia.com/class", "gpu.nvidia.com/vram", 1),                                              // CoreWeave: A100_NVLINK_80GB
        new("doks.digitalocean.com/gpu-model"),                                                             // DigitalOcean
        new("k8s.amazonaws.com/accelerator"),                                                               // cluster-autoscaler on AWS
        new("skypilot.co/accelerator"),                                                                     // SkyPilot's own labeller
        new("accelerator"),                                                                                 // convention; AKS puts "nvidia"
    ];

    /// <summary>Values that only say that there is a GPU.</summary>
    private static readonly HashSet<string> Vague = new(["nvidia", "amd", "intel", "gpu", "true", "none"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Labels that state on what terms a node is bought; the first that is there holds.</summary>
    private static readonly (string Key, string Value, CapacityKind Kind)[] CapacityLabels =
    [
        (CapacityTypeOverride, "Spot", Spot), (CapacityTypeOverride, "OnDemand", OnDemand), (CapacityTypeOverride, "Reserved", Reserved),
        ("karpenter.sh/capacity-type", "spot", Spot), ("karpenter.sh/capacity-type", "on-demand", OnDemand), ("karpenter.sh/capacity-type", "reserved", Reserved),
        ("eks.amazonaws.com/capacityType", "SPOT", Spot), ("eks.amazonaws.com/capacityType", "ON_DEMAND", OnDemand), ("eks.amazonaws.com/capacityType", "CAPACITY_BLOCK", Reserved),
        ("cloud.google.com/gke-spot", "true", Spot), ("cloud.google.com/gke-preemptible", "true", Spot),
        ("cloud.google.com/gke-provisioning", "spot", Spot), ("cloud.google.com/gke-provisioning", "preemptible", Spot), ("cloud.google.com/gke-provisioning", "standard", OnDemand),
        ("cloud.google.com/gke-provisioning", "reservation", Reserved),
        ("kubernetes.azure.com/scalesetpriority", "spot", Spot), ("kubernetes.azure.com/scalesetpriority", "regular", OnDemand),
        ("node.kubernetes.io/lifecycle", "spot", Spot), ("alpha.eksctl.io/instance-lifecycle", "spot", Spot), ("scheduling.cast.ai/spot", "true", Spot),
    ];
    /// <summary>The keys of labels that state on what terms a node is bought, in the order in which they are read, each with the values that mean spot.
    /// A node that has none of these labels, or other values, is not spot.</summary>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> SpotLabels { get; } =
        [.. CapacityLabels.GroupBy(l => l.Key).Select(g => KeyValuePair.Create<string, IReadOnlyList<string>>(g.Key, [.. g.Where(l => l.Kind == Spot).Select(l => l.Value)]))];
}
