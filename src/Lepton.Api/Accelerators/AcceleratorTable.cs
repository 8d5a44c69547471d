using static Lepton.Api.Accelerators.AcceleratorVendor;

namespace Lepton.Api.Accelerators;

/// <summary>The data of <see cref="AcceleratorCatalog"/>.</summary>
internal static class AcceleratorTable
{
    /// <summary>A type and how product names contain it (separators as dashes, lower case; a dash may be missing).</summary>
    internal sealed record Entry(Accelerator Accelerator, params string[] Spellings);

    /// <summary>
    /// Names follow the public price lists the built-in price book is made of. Memory is what the clouds state per GPU.
    /// Variants that are sold under one price name are one entry (H100 is SXM, PCIe and NVL; V100 is 16 and 32 GB).
    /// </summary>
    internal static IReadOnlyList<Entry> Entries { get; } =
    [
        Of("A2", Nvidia, 16), Of("A10", Nvidia, 24), Of("A10G", Nvidia, 24), Of("A16", Nvidia, 16), Of("A30", Nvidia, 24), Of("A40", Nvidia, 48),
        // GKE's nvidia-tesla-a100 is the 40 GB one; it calls the other nvidia-a100-80gb.
        Of("A100-40GB", Nvidia, 40, "a100", "tesla-a100"), Of("A100-80GB", Nvidia, 80, "a100"), Of("A800", Nvidia, 80),
        Of("B200", Nvidia, 180), Of("B300", Nvidia, 262), Of("GB200", Nvidia, 186), Of("GB300", Nvidia, 278), Of("GH200", Nvidia, 96),
        Of("H20", Nvidia, 96), Of("H100", Nvidia, 80), Of("H200", Nvidia, 141), Of("H800", Nvidia, 80),
        Of("K80", Nvidia, 12), Of("L4", Nvidia, 24), Of("L20", Nvidia, 48), Of("L40", Nvidia, 48), Of("L40S", Nvidia, 48),
        Of("M60", Nvidia, 8), Of("P4", Nvidia, 8), Of("P40", Nvidia, 24), Of("P100", Nvidia, 16),
        Of("T4", Nvidia, 16), Of("T4G", Nvidia, 16), Of("V100", Nvidia, 16, "v100", "v100s"),
        Of("RTX-2080-Ti", Nvidia, 11), Of("RTX-3080", Nvidia, 10), Of("RTX-3090", Nvidia, 24), Of("RTX-4080", Nvidia, 16),
        Of("RTX-4090", Nvidia, 24), Of("RTX-5080", Nvidia, 16), Of("RTX-5090", Nvidia, 32),
        Of("RTX-A4000", Nvidia, 16), Of("RTX-A5000", Nvidia, 24), Of("RTX-A6000", Nvidia, 48), Of("RTX-4000-Ada", Nvidia, 20),
        Of("RTX-6000-Ada", Nvidia, 48), Of("RTX-PRO-6000", Nvidia, 96), Of("Quadro-RTX-5000", Nvidia, 16), Of("Quadro-RTX-6000", Nvidia, 24),
        Of("MI100", Amd, 32), Of("MI210", Amd, 64), Of("MI250", Amd, 128, "mi250"), Of("MI250X", Amd, 128),
        // DigitalOcean calls its sizes gpu-mi300x1 and gpu-mi300x8.
        Of("MI300X", Amd, 192, "mi300x", "mi300x1", "mi300x8"), Of("MI325X", Amd, 256, "mi325x", "mi325", "mi325x8"), Of("MI355X", Amd, 288, "mi355x", "mi355"),
        Of("Gaudi2", Intel, 96, "gaudi2", "hl-225"), Of("Gaudi3", Intel, 128, "gaudi3", "hl-325"),
    ];

    private static Entry Of(string name, AcceleratorVendor vendor, int memoryGiB, params string[] spellings) =>
        new(new Accelerator(name, vendor, memoryGiB), spellings.Length > 0 ? spellings : [name.ToLowerInvariant()]);
}
