using Lepton.Sandbox.Fleet;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>How large images are, as the fleet file says.</summary>
internal static class ImageSizes
{
    /// <summary>GiB of the entry with the longest name the image begins with; 0 when there is none.</summary>
    public static double Of(ClusterDefinition cluster, string? image) => cluster.Images
        .Where(entry => image?.StartsWith(entry.Name, StringComparison.Ordinal) == true)
        .OrderByDescending(static entry => entry.Name.Length).Select(static entry => entry.SizeGiB).FirstOrDefault();
}
