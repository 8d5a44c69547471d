using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Config.KubeConfigModels;

/// <summary>A named user of a kubeconfig.</summary>
public sealed class User : INamedEntry
{
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("user")]
    public UserCredentials? UserCredentials { get; set; }

    [JsonIgnore]
    public string? FileName { get; set; }
}

/// <summary>How to show who we are.</summary>
public sealed class UserCredentials
{
    [JsonPropertyName("client-certificate")]
    public string? ClientCertificate { get; set; }

    /// <summary>Base64 PEM; wins over the file.</summary>
    [JsonPropertyName("client-certificate-data")]
    public string? ClientCertificateData { get; set; }

    [JsonPropertyName("client-key")]
    public string? ClientKey { get; set; }

    /// <summary>Base64 PEM; wins over the file.</summary>
    [JsonPropertyName("client-key-data")]
    public string? ClientKeyData { get; set; }

    [JsonPropertyName("token")]
    public string? Token { get; set; }

    /// <summary>A file with the token, read again as it changes; <see cref="Token"/> is used until it can be read.</summary>
    [JsonPropertyName("tokenFile")]
    public string? TokenFile { get; set; }

    [JsonPropertyName("username")]
    public string? Username { get; set; }

    [JsonPropertyName("password")]
    public string? Password { get; set; }

    [JsonPropertyName("as")]
    public string? Impersonate { get; set; }

    [JsonPropertyName("as-uid")]
    public string? ImpersonateUid { get; set; }

    [JsonPropertyName("as-groups")]
    public List<string>? ImpersonateGroups { get; set; }

    [JsonPropertyName("as-user-extra")]
    public Dictionary<string, List<string>>? ImpersonateUserExtra { get; set; }

    [JsonPropertyName("exec")]
    public ExternalExecution? ExternalExecution { get; set; }

    [JsonPropertyName("auth-provider")]
    public AuthProvider? AuthProvider { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

/// <summary>The predecessor of exec plugins; of these only an OIDC id-token is still of use.</summary>
public sealed class AuthProvider
{
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("config")]
    public Dictionary<string, string>? Config { get; set; }
}
