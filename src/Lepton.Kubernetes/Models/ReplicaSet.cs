namespace Lepton.Kubernetes.Models;

/// <summary>A number of equal pods.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "ReplicaSet", PluralName = "replicasets")]
public sealed class V1ReplicaSet : KubernetesObject, ISpec<V1ReplicaSetSpec>, IStatus<V1ReplicaSetStatus>
{
    public V1ReplicaSetSpec Spec { get; set; } = new();
    public V1ReplicaSetStatus? Status { get; set; }
}

/// <summary>How many pods of which template.</summary>
public sealed class V1ReplicaSetSpec : ExtensibleObject
{
    public int? Replicas { get; set; }
    public int? MinReadySeconds { get; set; }
    public V1LabelSelector? Selector { get; set; }
    public V1PodTemplateSpec? Template { get; set; }
}

/// <summary>What the controller reports.</summary>
public sealed class V1ReplicaSetStatus : ExtensibleObject
{
    public int Replicas { get; set; }
    public int? FullyLabeledReplicas { get; set; }
    public int? ReadyReplicas { get; set; }
    public int? AvailableReplicas { get; set; }
    public int? TerminatingReplicas { get; set; }
    public long? ObservedGeneration { get; set; }
    public List<V1ReplicaSetCondition>? Conditions { get; set; }
}

/// <summary>ReplicaFailure.</summary>
public sealed class V1ReplicaSetCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public DateTimeOffset? LastTransitionTime { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
}
