using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Where kubectl looks for kubeconfigs: the files listed in <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
internal sealed class KubeconfigPlaces(string? variable, string home)
{
    internal static KubeconfigPlaces OfProcess =>
        new(Environment.GetEnvironmentVariable("KUBECONFIG"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    private string[] Candidates { get; } = string.IsNullOrEmpty(variable)
        ? [Path.Combine(home, ".kube", "config")]
        : variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Is there any file at all?</summary>
    internal bool Any => Candidates.Any(File.Exists);

    /// <summary>All files that exist, merged.</summary>
    internal K8SConfiguration Load()
    {
        var files = Candidates.Where(File.Exists).Select(KubeconfigReader.ReadFile).ToList();
        if (files.Count > 0)
            return KubeconfigMerger.Merge(files);
        var source = string.IsNullOrEmpty(variable) ? "set KUBECONFIG or name a file" : "all files that KUBECONFIG lists are missing";
        throw new KubeconfigException(string.Join(Path.PathSeparator, Candidates), null, $"no such file; {source}");
    }
}
