using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Merges as kubectl does: per name the whole entry of the first file that has it, and the first current-context that is set.</summary>
internal static class KubeconfigMerger
{
    internal static K8SConfiguration Merge(IReadOnlyList<K8SConfiguration> files) => files.Count == 1 ? files[0] : new K8SConfiguration
    {
        ApiVersion = "v1",
        Kind = "Config",
        CurrentContext = files.Select(f => f.CurrentContext).FirstOrDefault(c => !string.IsNullOrEmpty(c)),
        Clusters = First(files.Select(f => f.Clusters)),
        Users = First(files.Select(f => f.Users)),
        Contexts = First(files.Select(f => f.Contexts)),
        FileName = string.Join(Path.PathSeparator, files.Select(f => f.FileName)),
    };

    private static List<T> First<T>(IEnumerable<List<T>?> lists) where T : INamedEntry =>
        [.. lists.SelectMany(l => l ?? []).DistinctBy(e => e.Name, StringComparer.Ordinal)];
}
