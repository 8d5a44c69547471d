using Lepton.Api.Providers;

namespace Lepton.Api.Accelerators;

/// <summary>Accelerators that are no GPUs known by name: FPGAs, slices of GPUs, other chips. They go by the extended resource their device plugin offers.</summary>
public static class DeviceResources
{
    /// <summary>
    /// How the resources of known device plugins begin: AMD/Xilinx and Intel FPGAs, AWS Neuron, Google TPU, NVIDIA MIG slices, Intel GPUs, Qualcomm, Furiosa,
    /// Tenstorrent. Other extended resources (network cards, FUSE …) do not make a node an accelerator node.
    /// </summary>
    private static readonly string[] Known =
    [
        "xilinx.com/", "amd.com/xilinx_", "fpga.intel.com/", "aws.amazon.com/neuron", "google.com/tpu", "nvidia.com/mig-", "gpu.intel.com/",
        "qualcomm.com/qaic", "furiosa.ai/", "tenstorrent.com/",
    ];

    /// <summary>True for the name of a resource; GPUs known by name have no domain.</summary>
    public static bool IsResource(string accelerator) => accelerator.Contains('/', StringComparison.Ordinal);

    /// <summary>The resources a provider prices, has committed to or declares in node pools: these count as accelerators at it whatever they are called.</summary>
    public static IReadOnlySet<string> NamedBy(CloudProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var spec = provider.Spec;
        return (spec.Pricing?.GpuHour ?? []).Select(p => p.Accelerator)
            .Concat((spec.Commitments ?? []).Select(c => c.Accelerator))
            .Concat((spec.Clusters ?? []).SelectMany(c => c.NodePools ?? []).Select(p => p.Accelerator ?? ""))
            .Where(IsResource).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Which of a node's resources is its accelerator when none is a GPU: one the provider names, else one of a known device plugin; null for a CPU node.</summary>
    /// <param name="offered">The node's extended resources and how many there are.</param>
    /// <param name="named"><see cref="NamedBy"/>.</param>
    public static string? Choose(IEnumerable<KeyValuePair<string, int>> offered, IReadOnlySet<string> named)
    {
        var candidates = offered.Where(d => d.Value > 0).Select(d => d.Key).Order(StringComparer.Ordinal).ToList();
        return candidates.Find(named.Contains) ?? candidates.Find(c => Known.Any(k => c.StartsWith(k, StringComparison.Ordinal)));
    }
}
