namespace Lepton.Kubernetes.Models;

/// <summary>Keys and values that must not be shown.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Secret", PluralName = "secrets")]
public sealed class V1Secret : KubernetesObject
{
    public bool? Immutable { get; set; }

    /// <summary>The values as they are, not base64.</summary>
    public Dictionary<string, byte[]>? Data { get; set; }

    /// <summary>Write-only text values; the server moves them into Data.</summary>
    public Dictionary<string, string>? StringData { get; set; }
    public string? Type { get; set; }
}
