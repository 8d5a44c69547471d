namespace Lepton.Kubernetes.Models;

/// <summary>A named priority of pods.</summary>
[KubernetesEntity(Group = "scheduling.k8s.io", ApiVersion = "v1", Kind = "PriorityClass", PluralName = "priorityclasses", Namespaced = false)]
public sealed class V1PriorityClass : KubernetesObject
{
    public int Value { get; set; }
    public bool? GlobalDefault { get; set; }
    public string? Description { get; set; }
    public string? PreemptionPolicy { get; set; }
}
