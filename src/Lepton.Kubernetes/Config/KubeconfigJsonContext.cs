using System.Text.Json.Serialization;
using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Generated code to read and write kubeconfigs.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(K8SConfiguration))]
internal sealed partial class KubeconfigJsonContext : JsonSerializerContext;
