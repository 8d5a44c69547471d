using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>How far to trust a kubeconfig that somebody else wrote, such as the contents of a Secret.
/// References to files are always refused: they would read this machine's files and send them to the server the author names.</summary>
public sealed record InMemoryKubeconfigOptions
{
    /// <summary>What to call it in messages, such as <c>Secret lepton/aws key kubeconfig</c>.</summary>
    public string Origin { get; init; } = "in memory";

    /// <summary>The context to use instead of current-context.</summary>
    public string? Context { get; init; }

    /// <summary>May this program be run? Null: no exec plugin may.</summary>
    public Func<ExternalExecution, bool>? AllowExec { get; init; }
}
