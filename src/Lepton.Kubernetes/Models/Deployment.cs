namespace Lepton.Kubernetes.Models;

/// <summary>Replaceable pods of one template.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "Deployment", PluralName = "deployments")]
public sealed class V1Deployment : KubernetesObject, ISpec<V1DeploymentSpec>, IStatus<V1DeploymentStatus>
{
    public V1DeploymentSpec Spec { get; set; } = new();
    public V1DeploymentStatus? Status { get; set; }
}

/// <summary>How many pods of which template.</summary>
public sealed class V1DeploymentSpec : ExtensibleObject
{
    /// <summary>Absent when an autoscaler owns it.</summary>
    public int? Replicas { get; set; }
    public V1LabelSelector? Selector { get; set; }
    public V1PodTemplateSpec? Template { get; set; }
    public V1DeploymentStrategy? Strategy { get; set; }
    public int? MinReadySeconds { get; set; }
    public int? RevisionHistoryLimit { get; set; }
    public bool? Paused { get; set; }
    public int? ProgressDeadlineSeconds { get; set; }
}

/// <summary>How pods of an old template are replaced.</summary>
public sealed class V1DeploymentStrategy : ExtensibleObject
{
    /// <summary>RollingUpdate or Recreate.</summary>
    public string? Type { get; set; }
    public V1RollingUpdateDeployment? RollingUpdate { get; set; }
}

/// <summary>How many may be missing or surplus during an update.</summary>
public sealed class V1RollingUpdateDeployment : ExtensibleObject
{
    public IntOrString? MaxUnavailable { get; set; }
    public IntOrString? MaxSurge { get; set; }
}

/// <summary>What the controller reports.</summary>
public sealed class V1DeploymentStatus : ExtensibleObject
{
    public long? ObservedGeneration { get; set; }
    public int? Replicas { get; set; }
    public int? UpdatedReplicas { get; set; }
    public int? ReadyReplicas { get; set; }
    public int? AvailableReplicas { get; set; }
    public int? UnavailableReplicas { get; set; }
    public int? TerminatingReplicas { get; set; }
    public int? CollisionCount { get; set; }
    public List<V1DeploymentCondition>? Conditions { get; set; }
}

/// <summary>Available, Progressing or ReplicaFailure.</summary>
public sealed class V1DeploymentCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public DateTimeOffset? LastUpdateTime { get; set; }
    public DateTimeOffset? LastTransitionTime { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
}
