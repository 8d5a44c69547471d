namespace Lepton.Api.Accelerators;

/// <summary>Who makes it.</summary>
public enum AcceleratorVendor
{
    Nvidia,
    Amd,
    Intel,
}

/// <summary>A GPU type under the one name we use for it everywhere: in models, prices and placements.</summary>
/// <param name="Name">Canonical name, such as <c>H100</c> or <c>A100-80GB</c>.</param>
/// <param name="MemoryGiB">Memory of one GPU; of variants under one name, the least.</param>
public sealed record Accelerator(string Name, AcceleratorVendor Vendor, int MemoryGiB)
{
    /// <summary>The extended resource its device plugin offers.</summary>
    public string ResourceName => Vendor switch
    {
        AcceleratorVendor.Amd => "amd.com/gpu",
        AcceleratorVendor.Intel => "habana.ai/gaudi",
        _ => "nvidia.com/gpu",
    };

    public override string ToString() => Name;
}
