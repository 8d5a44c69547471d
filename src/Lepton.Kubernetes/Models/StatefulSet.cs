namespace Lepton.Kubernetes.Models;

/// <summary>Pods with stable names and storage.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "StatefulSet", PluralName = "statefulsets")]
public sealed class V1StatefulSet : KubernetesObject, ISpec<V1StatefulSetSpec>, IStatus<V1StatefulSetStatus>
{
    public V1StatefulSetSpec Spec { get; set; } = new();
    public V1StatefulSetStatus? Status { get; set; }
}

/// <summary>How many pods of which template, with which claims.</summary>
public sealed class V1StatefulSetSpec : ExtensibleObject
{
    public int? Replicas { get; set; }
    public V1LabelSelector? Selector { get; set; }
    public V1PodTemplateSpec? Template { get; set; }
    public List<V1PersistentVolumeClaim>? VolumeClaimTemplates { get; set; }
    public string? ServiceName { get; set; }
    public string? PodManagementPolicy { get; set; }
    public V1StatefulSetUpdateStrategy? UpdateStrategy { get; set; }
    public V1StatefulSetPersistentVolumeClaimRetentionPolicy? PersistentVolumeClaimRetentionPolicy { get; set; }
    public int? RevisionHistoryLimit { get; set; }
    public int? MinReadySeconds { get; set; }
}

/// <summary>How pods of an old template are replaced.</summary>
public sealed class V1StatefulSetUpdateStrategy : ExtensibleObject
{
    public string? Type { get; set; }
    public V1RollingUpdateStatefulSetStrategy? RollingUpdate { get; set; }
}

/// <summary>Pods below the partition keep the old template.</summary>
public sealed class V1RollingUpdateStatefulSetStrategy : ExtensibleObject
{
    public int? Partition { get; set; }
    public IntOrString? MaxUnavailable { get; set; }
}

/// <summary>Whether claims go with the set or with its pods: Retain or Delete.</summary>
public sealed class V1StatefulSetPersistentVolumeClaimRetentionPolicy : ExtensibleObject
{
    public string? WhenDeleted { get; set; }
    public string? WhenScaled { get; set; }
}

/// <summary>What the controller reports.</summary>
public sealed class V1StatefulSetStatus : ExtensibleObject
{
    public long? ObservedGeneration { get; set; }
    public int Replicas { get; set; }
    public int? ReadyReplicas { get; set; }
    public int? CurrentReplicas { get; set; }
    public int? UpdatedReplicas { get; set; }
    public int? AvailableReplicas { get; set; }
    public string? CurrentRevision { get; set; }
    public string? UpdateRevision { get; set; }
}
