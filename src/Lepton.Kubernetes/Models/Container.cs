namespace Lepton.Kubernetes.Models;

/// <summary>One container (core/v1 Container).</summary>
public sealed class V1Container : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string? Image { get; set; }

    /// <summary>Replaces the image's entry point.</summary>
    public List<string>? Command { get; set; }
    public List<string>? Args { get; set; }
    public string? WorkingDir { get; set; }
    public List<V1ContainerPort>? Ports { get; set; }
    public List<V1EnvFromSource>? EnvFrom { get; set; }
    public List<V1EnvVar>? Env { get; set; }
    public V1ResourceRequirements? Resources { get; set; }
    public List<V1ContainerResizePolicy>? ResizePolicy { get; set; }

    /// <summary>On an init container, Always makes it a sidecar.</summary>
    public string? RestartPolicy { get; set; }
    public List<V1VolumeMount>? VolumeMounts { get; set; }
    public List<V1VolumeDevice>? VolumeDevices { get; set; }
    public V1Probe? LivenessProbe { get; set; }
    public V1Probe? ReadinessProbe { get; set; }
    public V1Probe? StartupProbe { get; set; }
    public V1Lifecycle? Lifecycle { get; set; }
    public string? TerminationMessagePath { get; set; }
    public string? TerminationMessagePolicy { get; set; }
    public string? ImagePullPolicy { get; set; }
    public V1SecurityContext? SecurityContext { get; set; }
    public bool? Stdin { get; set; }
    public bool? StdinOnce { get; set; }
    public bool? Tty { get; set; }
}

/// <summary>What a change of a resource in place does to the container.</summary>
public sealed class V1ContainerResizePolicy : ExtensibleObject
{
    public string ResourceName { get; set; } = "";
    public string RestartPolicy { get; set; } = "";
}

/// <summary>A port the container listens on.</summary>
public sealed class V1ContainerPort : ExtensibleObject
{
    public int ContainerPort { get; set; }
    public string? Name { get; set; }
    public string? Protocol { get; set; }
    public int? HostPort { get; set; }
    public string? HostIP { get; set; }
}

/// <summary>What a container asks for and may use. Extended resources have equal request and limit.</summary>
public sealed class V1ResourceRequirements : ExtensibleObject
{
    public Dictionary<string, Quantity>? Limits { get; set; }
    public Dictionary<string, Quantity>? Requests { get; set; }
    public List<V1ResourceClaimReference>? Claims { get; set; }
}

/// <summary>A dynamic resource claim of the pod that the container uses.</summary>
public sealed class V1ResourceClaimReference : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string? Request { get; set; }
}

/// <summary>A block device in a container.</summary>
public sealed class V1VolumeDevice : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string DevicePath { get; set; } = "";
}

/// <summary>A volume in a container's file system.</summary>
public sealed class V1VolumeMount : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string MountPath { get; set; } = "";
    public bool? ReadOnly { get; set; }
    public string? RecursiveReadOnly { get; set; }
    public string? SubPath { get; set; }
    public string? SubPathExpr { get; set; }
    public string? MountPropagation { get; set; }
}
