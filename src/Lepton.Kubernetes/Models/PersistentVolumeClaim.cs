namespace Lepton.Kubernetes.Models;

/// <summary>A request for storage.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "PersistentVolumeClaim", PluralName = "persistentvolumeclaims")]
public sealed class V1PersistentVolumeClaim : KubernetesObject, ISpec<V1PersistentVolumeClaimSpec>, IStatus<V1PersistentVolumeClaimStatus>
{
    public V1PersistentVolumeClaimSpec Spec { get; set; } = new();
    public V1PersistentVolumeClaimStatus? Status { get; set; }
}

/// <summary>How much storage of which class.</summary>
public sealed class V1PersistentVolumeClaimSpec : ExtensibleObject
{
    public List<string>? AccessModes { get; set; }
    public V1LabelSelector? Selector { get; set; }
    public V1ResourceRequirements? Resources { get; set; }
    public string? VolumeName { get; set; }
    public string? StorageClassName { get; set; }
    public string? VolumeMode { get; set; }
}

/// <summary>What was bound.</summary>
public sealed class V1PersistentVolumeClaimStatus : ExtensibleObject
{
    public string? Phase { get; set; }
    public List<string>? AccessModes { get; set; }
    public Dictionary<string, Quantity>? Capacity { get; set; }
}
