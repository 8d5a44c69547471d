namespace Lepton.Kubernetes.Models;

/// <summary>Several sources in one directory; every pod has one with its service account's token.</summary>
public sealed class V1ProjectedVolumeSource : ExtensibleObject
{
    public int? DefaultMode { get; set; }
    public List<V1VolumeProjection>? Sources { get; set; }
}

/// <summary>One source: exactly one of these.</summary>
public sealed class V1VolumeProjection : ExtensibleObject
{
    public V1ConfigMapProjection? ConfigMap { get; set; }
    public V1SecretProjection? Secret { get; set; }
    public V1ServiceAccountTokenProjection? ServiceAccountToken { get; set; }
    public V1DownwardAPIVolumeSource? DownwardAPI { get; set; }
}

/// <summary>Keys of a ConfigMap as files.</summary>
public sealed class V1ConfigMapProjection : ExtensibleObject
{
    public string? Name { get; set; }
    public List<V1KeyToPath>? Items { get; set; }
    public bool? Optional { get; set; }
}

/// <summary>Keys of a Secret as files.</summary>
public sealed class V1SecretProjection : ExtensibleObject
{
    public string? Name { get; set; }
    public List<V1KeyToPath>? Items { get; set; }
    public bool? Optional { get; set; }
}

/// <summary>A short-lived token of the pod's service account.</summary>
public sealed class V1ServiceAccountTokenProjection : ExtensibleObject
{
    public string? Audience { get; set; }
    public long? ExpirationSeconds { get; set; }
    public string Path { get; set; } = "";
}

/// <summary>Fields of the pod as files.</summary>
public sealed class V1DownwardAPIVolumeSource : ExtensibleObject
{
    public int? DefaultMode { get; set; }
    public List<V1DownwardAPIVolumeFile>? Items { get; set; }
}

/// <summary>One field as one file.</summary>
public sealed class V1DownwardAPIVolumeFile : ExtensibleObject
{
    public string Path { get; set; } = "";
    public V1ObjectFieldSelector? FieldRef { get; set; }
    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }
    public int? Mode { get; set; }
}

/// <summary>A volume of a CSI driver that lives as long as the pod, such as a mounted bucket.</summary>
public sealed class V1CSIVolumeSource : ExtensibleObject
{
    public string Driver { get; set; } = "";
    public bool? ReadOnly { get; set; }
    public string? FsType { get; set; }
    public Dictionary<string, string>? VolumeAttributes { get; set; }
    public V1LocalObjectReference? NodePublishSecretRef { get; set; }
}
