using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Config.KubeConfigModels;

/// <summary>Something a kubeconfig lists by name.</summary>
internal interface INamedEntry
{
    string Name { get; }

    /// <summary>The file the entry stands in: its relative paths start there.</summary>
    string? FileName { get; set; }
}

/// <summary>A named pair of cluster and user.</summary>
public sealed class Context : INamedEntry
{
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("context")]
    public ContextDetails? ContextDetails { get; set; }

    [JsonIgnore]
    public string? FileName { get; set; }
}

/// <summary>Which cluster, as which user, in which namespace.</summary>
public sealed class ContextDetails
{
    [JsonPropertyName("cluster")]
    public string? Cluster { get; set; }

    [JsonPropertyName("user")]
    public string? User { get; set; }

    [JsonPropertyName("namespace")]
    public string? Namespace { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
