using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Config.KubeConfigModels;

/// <summary>A kubeconfig (clientcmd v1 Config). Fields unknown to us are kept.</summary>
public sealed class K8SConfiguration
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("kind")]
    public string? Kind { get; set; }

    [JsonPropertyName("current-context")]
    public string? CurrentContext { get; set; }

    [JsonPropertyName("clusters")]
    public List<Cluster>? Clusters { get; set; }

    [JsonPropertyName("users")]
    public List<User>? Users { get; set; }

    [JsonPropertyName("contexts")]
    public List<Context>? Contexts { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }

    /// <summary>The file it was read from; null when it came from memory. Relative paths are relative to this file's directory.</summary>
    [JsonIgnore]
    public string? FileName { get; set; }

    /// <summary>The text of a kubeconfig file.</summary>
    public string ToYaml() => KubernetesYaml.Serialize(JsonSerializer.SerializeToNode(this, KubeconfigJsonContext.Default.K8SConfiguration));
}
