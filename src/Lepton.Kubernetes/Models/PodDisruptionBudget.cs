namespace Lepton.Kubernetes.Models;

/// <summary>How many pods may be evicted at once.</summary>
[KubernetesEntity(Group = "policy", ApiVersion = "v1", Kind = "PodDisruptionBudget", PluralName = "poddisruptionbudgets")]
public sealed class V1PodDisruptionBudget : KubernetesObject, ISpec<V1PodDisruptionBudgetSpec>, IStatus<V1PodDisruptionBudgetStatus>
{
    public V1PodDisruptionBudgetSpec Spec { get; set; } = new();
    public V1PodDisruptionBudgetStatus? Status { get; set; }
}

/// <summary>The bound, and the pods it holds for.</summary>
public sealed class V1PodDisruptionBudgetSpec : ExtensibleObject
{
    public IntOrString? MinAvailable { get; set; }
    public IntOrString? MaxUnavailable { get; set; }
    public V1LabelSelector? Selector { get; set; }
    public string? UnhealthyPodEvictionPolicy { get; set; }
}

/// <summary>What may be evicted now.</summary>
public sealed class V1PodDisruptionBudgetStatus : ExtensibleObject
{
    public long? ObservedGeneration { get; set; }
    public int? DisruptionsAllowed { get; set; }
    public int? CurrentHealthy { get; set; }
    public int? DesiredHealthy { get; set; }
    public int? ExpectedPods { get; set; }
    public List<V1Condition>? Conditions { get; set; }
}
