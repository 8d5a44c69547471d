namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>How one GPU model is called by those who label nodes.</summary>
/// <param name="Product"><c>nvidia.com/gpu.product</c> as GPU feature discovery writes it.</param>
/// <param name="MemoryMiB"><c>nvidia.com/gpu.memory</c>: what the driver reports, a little off the nominal size.</param>
/// <param name="Family"><c>nvidia.com/gpu.family</c>.</param>
/// <param name="Gke"><c>cloud.google.com/gke-accelerator</c>; null where GKE does not offer it.</param>
/// <param name="Karpenter"><c>karpenter.k8s.aws/instance-gpu-name</c>.</param>
internal sealed record GpuModel(string Name, string Product, int MemoryMiB, string Family, string? Gke, string Karpenter)
{
    private static readonly Dictionary<string, GpuModel> Known = new GpuModel[]
    {
        new("T4", "Tesla-T4", 15360, "turing", "nvidia-tesla-t4", "t4"),
        new("V100", "Tesla-V100-SXM2-16GB", 16384, "volta", "nvidia-tesla-v100", "v100"),
        new("A10", "NVIDIA-A10-24Q", 24512, "ampere", null, "a10"),
        new("A10G", "NVIDIA-A10G", 23028, "ampere", null, "a10g"),
        new("L4", "NVIDIA-L4", 23034, "ada-lovelace", "nvidia-l4", "l4"),
        new("L40S", "NVIDIA-L40S", 46068, "ada-lovelace", null, "l40s"),
        new("A100-40GB", "NVIDIA-A100-SXM4-40GB", 40960, "ampere", "nvidia-tesla-a100", "a100"),
        new("A100-80GB", "NVIDIA-A100-SXM4-80GB", 81920, "ampere", "nvidia-a100-80gb", "a100"),
        new("H100", "NVIDIA-H100-80GB-HBM3", 81559, "hopper", "nvidia-h100-80gb", "h100"),
        new("H200", "NVIDIA-H200", 143771, "hopper", "nvidia-h200-141gb", "h200"),
        new("GH200", "NVIDIA-GH200-480GB", 97871, "hopper", null, "gh200"),
        new("B200", "NVIDIA-B200", 183359, "blackwell", "nvidia-b200", "b200"),
        new("B300", "NVIDIA-B300-SXM6-AC", 275040, "blackwell", null, "b300"),
    }.ToDictionary(static model => model.Name, StringComparer.Ordinal);

    /// <summary>The model of <paramref name="type"/>; a model unknown here (of a fleet file) is named after itself.</summary>
    public static GpuModel Of(InstanceType type)
    {
        var known = Known.TryGetValue(type.GpuModel, out var model)
            ? model
            : new GpuModel(type.GpuModel, "NVIDIA-" + type.GpuModel, type.GpuMemoryGiB * 1024, "unknown", null, type.GpuModel.ToLowerInvariant());
        return Variant(known, type);
    }

    /// <summary>PCIe and large-memory variants of a model some instance types carry.</summary>
    private static GpuModel Variant(GpuModel model, InstanceType type) => (model.Name, type.Name, type.GpuMemoryGiB) switch
    {
        ("A100-80GB", var name, _) when name.StartsWith("Standard_NC", StringComparison.Ordinal) => model with { Product = "NVIDIA-A100-80GB-PCIe" },
        ("H100", _, 94) => model with { Product = "NVIDIA-H100-NVL", MemoryMiB = 95830 },
        ("H100", "a3-megagpu-8g", _) => model with { Gke = "nvidia-h100-mega-80gb" },
        ("V100", _, 32) => model with { Product = "Tesla-V100-SXM2-32GB", MemoryMiB = 32768 },
        _ => model,
    };

    /// <summary>The extended resource its device plugin offers.</summary>
    public string ResourceName => Name.StartsWith("MI", StringComparison.Ordinal) ? "amd.com/gpu" : "nvidia.com/gpu";

    public bool IsNvidia => !Name.StartsWith("MI", StringComparison.Ordinal);
}
