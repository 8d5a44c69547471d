namespace Lepton.Kubernetes.Models;

/// <summary>A group of containers on one node.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Pod", PluralName = "pods")]
public sealed class V1Pod : KubernetesObject, ISpec<V1PodSpec>, IStatus<V1PodStatus>
{
    public V1PodSpec Spec { get; set; } = new();
    public V1PodStatus? Status { get; set; }
}
