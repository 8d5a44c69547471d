namespace Lepton.Kubernetes.Models;

/// <summary>A scope for names.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Namespace", PluralName = "namespaces", Namespaced = false)]
public sealed class V1Namespace : KubernetesObject, IStatus<V1NamespaceStatus>
{
    public V1NamespaceStatus? Status { get; set; }
    public V1NamespaceSpec? Spec { get; set; }
}

/// <summary>What holds a namespace back from disappearing.</summary>
public sealed class V1NamespaceSpec : ExtensibleObject
{
    public List<string>? Finalizers { get; set; }
}

/// <summary>Where a namespace is in its life.</summary>
public sealed class V1NamespaceStatus : ExtensibleObject
{
    /// <summary>Active or Terminating.</summary>
    public string? Phase { get; set; }
    public List<V1Condition>? Conditions { get; set; }
}
