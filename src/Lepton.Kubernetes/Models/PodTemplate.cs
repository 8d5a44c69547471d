namespace Lepton.Kubernetes.Models;

/// <summary>The pods a controller makes.</summary>
public sealed class V1PodTemplateSpec : ExtensibleObject
{
    public V1ObjectMeta? Metadata { get; set; }
    public V1PodSpec? Spec { get; set; }
}

/// <summary>An object of the same namespace, by name.</summary>
public sealed class V1LocalObjectReference : ExtensibleObject
{
    public string? Name { get; set; }
}

/// <summary>Any object, by reference (core/v1 ObjectReference).</summary>
public sealed class V1ObjectReference : ExtensibleObject
{
    public string? Kind { get; set; }
    public string? Namespace { get; set; }
    public string? Name { get; set; }
    public string? Uid { get; set; }
    public string? ApiVersion { get; set; }
    public string? ResourceVersion { get; set; }
    public string? FieldPath { get; set; }
}
