namespace Lepton.Kubernetes.Models;

/// <summary>An identity for pods.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "ServiceAccount", PluralName = "serviceaccounts")]
public sealed class V1ServiceAccount : KubernetesObject
{
    public List<V1ObjectReference>? Secrets { get; set; }
    public List<V1LocalObjectReference>? ImagePullSecrets { get; set; }
    public bool? AutomountServiceAccountToken { get; set; }
}
