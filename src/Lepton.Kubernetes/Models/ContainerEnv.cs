namespace Lepton.Kubernetes.Models;

/// <summary>An environment variable: a value, or where the value comes from.</summary>
public sealed class V1EnvVar : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string? Value { get; set; }
    public V1EnvVarSource? ValueFrom { get; set; }
}

/// <summary>Where a variable's value comes from: exactly one of these.</summary>
public sealed class V1EnvVarSource : ExtensibleObject
{
    public V1ObjectFieldSelector? FieldRef { get; set; }
    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }
    public V1ConfigMapKeySelector? ConfigMapKeyRef { get; set; }
    public V1SecretKeySelector? SecretKeyRef { get; set; }
}

/// <summary>A field of the pod.</summary>
public sealed class V1ObjectFieldSelector : ExtensibleObject
{
    public string? ApiVersion { get; set; }
    public string FieldPath { get; set; } = "";
}

/// <summary>A container's request or limit.</summary>
public sealed class V1ResourceFieldSelector : ExtensibleObject
{
    public string? ContainerName { get; set; }
    public string Resource { get; set; } = "";
    public Quantity? Divisor { get; set; }
}

/// <summary>A key of a ConfigMap.</summary>
public sealed class V1ConfigMapKeySelector : ExtensibleObject
{
    public string? Name { get; set; }
    public string Key { get; set; } = "";
    public bool? Optional { get; set; }
}

/// <summary>A key of a Secret.</summary>
public sealed class V1SecretKeySelector : ExtensibleObject
{
    public string? Name { get; set; }
    public string Key { get; set; } = "";
    public bool? Optional { get; set; }
}

/// <summary>All keys of a ConfigMap or Secret as variables.</summary>
public sealed class V1EnvFromSource : ExtensibleObject
{
    public string? Prefix { get; set; }
    public V1EnvFromReference? ConfigMapRef { get; set; }
    public V1EnvFromReference? SecretRef { get; set; }
}

/// <summary>The ConfigMap or Secret whose keys become variables.</summary>
public sealed class V1EnvFromReference : ExtensibleObject
{
    public string? Name { get; set; }
    public bool? Optional { get; set; }
}
