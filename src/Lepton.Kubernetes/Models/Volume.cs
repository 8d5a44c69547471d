namespace Lepton.Kubernetes.Models;

/// <summary>A volume of a pod. Kinds that have no property here are kept in the extension data.</summary>
public sealed class V1Volume : ExtensibleObject
{
    public string Name { get; set; } = "";
    public V1ConfigMapVolumeSource? ConfigMap { get; set; }
    public V1SecretVolumeSource? Secret { get; set; }
    public V1EmptyDirVolumeSource? EmptyDir { get; set; }
    public V1PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; set; }
    public V1HostPathVolumeSource? HostPath { get; set; }
    public V1ProjectedVolumeSource? Projected { get; set; }
    public V1DownwardAPIVolumeSource? DownwardAPI { get; set; }
    public V1CSIVolumeSource? Csi { get; set; }
}

/// <summary>Keys of a ConfigMap as files.</summary>
public sealed class V1ConfigMapVolumeSource : ExtensibleObject
{
    public string? Name { get; set; }
    public List<V1KeyToPath>? Items { get; set; }
    public int? DefaultMode { get; set; }
    public bool? Optional { get; set; }
}

/// <summary>Keys of a Secret as files.</summary>
public sealed class V1SecretVolumeSource : ExtensibleObject
{
    public string? SecretName { get; set; }
    public List<V1KeyToPath>? Items { get; set; }
    public int? DefaultMode { get; set; }
    public bool? Optional { get; set; }
}

/// <summary>One key as one file.</summary>
public sealed class V1KeyToPath : ExtensibleObject
{
    public string Key { get; set; } = "";
    public string Path { get; set; } = "";
    public int? Mode { get; set; }
}

/// <summary>Space that lives as long as the pod.</summary>
public sealed class V1EmptyDirVolumeSource : ExtensibleObject
{
    public string? Medium { get; set; }
    public Quantity? SizeLimit { get; set; }
}

/// <summary>A claim of the same namespace.</summary>
public sealed class V1PersistentVolumeClaimVolumeSource : ExtensibleObject
{
    public string ClaimName { get; set; } = "";
    public bool? ReadOnly { get; set; }
}

/// <summary>A path of the node.</summary>
public sealed class V1HostPathVolumeSource : ExtensibleObject
{
    public string Path { get; set; } = "";
    public string? Type { get; set; }
}
