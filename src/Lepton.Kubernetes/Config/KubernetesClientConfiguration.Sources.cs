using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <content>Where configurations come from.</content>
public sealed partial class KubernetesClientConfiguration
{
    /// <summary>From a file that must exist, or (null) from the files of <c>KUBECONFIG</c> merged, or from <c>~/.kube/config</c>.</summary>
    /// <param name="kubeconfigPath">The file; null for the usual places.</param>
    /// <param name="currentContext">A context other than the file's current one.</param>
    /// <param name="masterUrl">A server other than the context's.</param>
    /// <exception cref="KubeconfigException">Missing, malformed or contradictory.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(string? kubeconfigPath = null, string? currentContext = null, string? masterUrl = null) =>
        KubeconfigResolver.Resolve(LoadKubeConfig(kubeconfigPath), currentContext, masterUrl, KubeconfigTrust.Own);

    /// <inheritdoc cref="BuildConfigFromConfigFile(string?, string?, string?)"/>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(FileInfo kubeconfig, string? currentContext = null, string? masterUrl = null)
    {
        ArgumentNullException.ThrowIfNull(kubeconfig);
        return BuildConfigFromConfigFile(kubeconfig.FullName, currentContext, masterUrl);
    }

    /// <summary>From a kubeconfig in memory that is trusted as one's own files are.</summary>
    /// <exception cref="KubeconfigException">Contradictory, or a reference to what is not there.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigObject(K8SConfiguration k8SConfig, string? currentContext = null, string? masterUrl = null)
    {
        ArgumentNullException.ThrowIfNull(k8SConfig);
        return KubeconfigResolver.Resolve(k8SConfig, currentContext, masterUrl, KubeconfigTrust.Own);
    }

    /// <summary>From bytes that somebody else wrote, such as a Secret's: files are refused, programs need the caller's consent.</summary>
    /// <exception cref="KubeconfigException">Malformed, contradictory, or asking for what is not allowed.</exception>
    public static KubernetesClientConfiguration BuildConfigFromBytes(ReadOnlySpan<byte> kubeconfig, InMemoryKubeconfigOptions? options = null)
    {
        options ??= new InMemoryKubeconfigOptions();
        var parsed = KubeconfigReader.Read(kubeconfig, options.Origin, fileName: null);
        return KubeconfigResolver.Resolve(parsed, options.Context, masterUrl: null, KubeconfigTrust.Foreign(options));
    }

    /// <summary>The kubeconfig itself, merged when it comes from several files.</summary>
    /// <exception cref="KubeconfigException">Missing or malformed.</exception>
    public static K8SConfiguration LoadKubeConfig(string? kubeconfigPath = null) =>
        kubeconfigPath is not null ? KubeconfigReader.ReadFile(kubeconfigPath) : KubeconfigPlaces.OfProcess.Load();

    /// <summary>The service account of the pod this runs in.</summary>
    /// <exception cref="KubeconfigException">Not in a pod, or the service account is not mounted.</exception>
    public static KubernetesClientConfiguration InClusterConfig() => InClusterPlaces.OfProcess.Load();

    public static bool IsInCluster() => InClusterPlaces.OfProcess.IsInCluster;

    /// <summary>The kubeconfig of the usual places if there is one, else the pod's service account.</summary>
    /// <exception cref="KubeconfigException">Neither, or the one there is cannot be used.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig()
    {
        if (KubeconfigPlaces.OfProcess.Any || !IsInCluster())
            return BuildConfigFromConfigFile();
        return InClusterConfig();
    }
}
