using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>What a kubeconfig may make us do.</summary>
internal sealed record KubeconfigTrust(bool AllowFiles, Func<ExternalExecution, bool> AllowExec, string Origin)
{
    /// <summary>The user's own file: as kubectl trusts it.</summary>
    internal static KubeconfigTrust Own { get; } = new(true, static _ => true, "in memory");

    internal static KubeconfigTrust Foreign(InMemoryKubeconfigOptions options) => new(false, options.AllowExec ?? (static _ => false), options.Origin);
}
