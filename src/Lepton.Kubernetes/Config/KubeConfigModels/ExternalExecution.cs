using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Config.KubeConfigModels;

/// <summary>A program that prints credentials (client.authentication.k8s.io).</summary>
public sealed class ExternalExecution
{
    /// <summary><c>client.authentication.k8s.io/v1</c> or <c>v1beta1</c>; the program must answer in the same version.</summary>
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; set; }

    [JsonPropertyName("command")]
    public string? Command { get; set; }

    [JsonPropertyName("args")]
    public List<string>? Arguments { get; set; }

    /// <summary>Added to the environment of this process.</summary>
    [JsonPropertyName("env")]
    public List<ExecEnvironmentVariable>? EnvironmentVariables { get; set; }

    /// <summary>What to tell people when the program is not installed.</summary>
    [JsonPropertyName("installHint")]
    public string? InstallHint { get; set; }

    [JsonPropertyName("provideClusterInfo")]
    public bool? ProvideClusterInfo { get; set; }

    /// <summary><c>Never</c>, <c>IfAvailable</c> or <c>Always</c>; required in v1.</summary>
    [JsonPropertyName("interactiveMode")]
    public string? InteractiveMode { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

/// <summary>One variable for an exec plugin.</summary>
public sealed class ExecEnvironmentVariable
{
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("value")]
    public string? Value { get; set; }
}
