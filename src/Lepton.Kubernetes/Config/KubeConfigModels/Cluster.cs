using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Config.KubeConfigModels;

/// <summary>A named cluster of a kubeconfig.</summary>
public sealed class Cluster : INamedEntry
{
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("cluster")]
    public ClusterEndpoint? ClusterEndpoint { get; set; }

    [JsonIgnore]
    public string? FileName { get; set; }
}

/// <summary>How a cluster's API server is reached and verified.</summary>
public sealed class ClusterEndpoint
{
    [JsonPropertyName("server")]
    public string? Server { get; set; }

    /// <summary>PEM file of the CAs to trust.</summary>
    [JsonPropertyName("certificate-authority")]
    public string? CertificateAuthority { get; set; }

    /// <summary>The same in base64; wins over the file.</summary>
    [JsonPropertyName("certificate-authority-data")]
    public string? CertificateAuthorityData { get; set; }

    [JsonPropertyName("insecure-skip-tls-verify")]
    public bool? SkipTlsVerify { get; set; }

    /// <summary>The name the certificate must have, when it is not the server's host.</summary>
    [JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; set; }

    [JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; set; }

    [JsonPropertyName("disable-compression")]
    public bool? DisableCompression { get; set; }

    [JsonPropertyName("extensions")]
    public List<NamedExtension>? Extensions { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

/// <summary>Anything a tool stored beside a cluster; <c>client.authentication.k8s.io/exec</c> is handed to exec plugins.</summary>
public sealed class NamedExtension
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("extension")]
    public JsonElement? Extension { get; set; }
}
