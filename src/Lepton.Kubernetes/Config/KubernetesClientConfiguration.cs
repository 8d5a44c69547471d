using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Everything needed to talk to one API server: where it is, how to know it, and who we are.</summary>
public sealed partial class KubernetesClientConfiguration
{
    /// <summary>The server's URL, with a path when it stands behind one.</summary>
    public required string Host { get; set; }

    /// <summary>The namespace of the context or of the pod.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>The context's name; null when not from a kubeconfig.</summary>
    public string? CurrentContext { get; set; }

    /// <summary>Where it came from, for messages.</summary>
    public string Origin { get; set; } = "from code";

    /// <summary>Accept any certificate. Cannot be combined with a CA.</summary>
    public bool SkipTlsVerify { get; set; }

    /// <summary>The name to ask for and to verify, when it is not the host of <see cref="Host"/>.</summary>
    public string? TlsServerName { get; set; }

    /// <summary>PEM of the CAs to trust; without it and without the file, the system's roots are trusted.</summary>
    public byte[]? CertificateAuthorityData { get; set; }

    /// <summary>A PEM file of the CAs to trust, checked for changes every 5 minutes.</summary>
    public string? CertificateAuthorityFile { get; set; }

    public byte[]? ClientCertificateData { get; set; }

    /// <summary>A PEM file, checked for changes every 5 minutes together with its key.</summary>
    public string? ClientCertificateFilePath { get; set; }

    public byte[]? ClientCertificateKeyData { get; set; }

    public string? ClientKeyFilePath { get; set; }

    public string? AccessToken { get; set; }

    /// <summary>A file with the token, read again at most every 60 s.</summary>
    public string? TokenFile { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>A program that prints credentials; <see cref="ExternalExecution.Command"/> is already resolved against the kubeconfig's directory.</summary>
    public ExternalExecution? Exec { get; set; }

    /// <summary>What the kubeconfig's extension <c>client.authentication.k8s.io/exec</c> holds for the plugin, as JSON.</summary>
    public string? ExecClusterConfig { get; set; }

    /// <summary>Act as somebody else; null: as ourselves.</summary>
    public ImpersonationConfig? Impersonate { get; set; }

    /// <summary>An http, https or socks5 proxy; null: what the environment says.</summary>
    public Uri? ProxyUrl { get; set; }

    public bool DisableCompression { get; set; }

    /// <summary>Null: the program's name and version. The part before the first slash is what servers record as field manager when a write names none.</summary>
    public string? UserAgent { get; set; }
}

/// <summary>Whom to act as (the Impersonate-* headers).</summary>
public sealed record ImpersonationConfig
{
    public required string UserName { get; init; }

    public string? Uid { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
