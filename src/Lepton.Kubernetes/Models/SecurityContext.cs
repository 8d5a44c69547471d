namespace Lepton.Kubernetes.Models;

/// <summary>Privileges of a container.</summary>
public sealed class V1SecurityContext : ExtensibleObject
{
    public bool? AllowPrivilegeEscalation { get; set; }
    public V1Capabilities? Capabilities { get; set; }
    public bool? Privileged { get; set; }
    public string? ProcMount { get; set; }
    public bool? ReadOnlyRootFilesystem { get; set; }
    public long? RunAsGroup { get; set; }
    public bool? RunAsNonRoot { get; set; }
    public long? RunAsUser { get; set; }
    public V1SeccompProfile? SeccompProfile { get; set; }
}

/// <summary>POSIX capabilities added and dropped.</summary>
public sealed class V1Capabilities : ExtensibleObject
{
    public List<string>? Add { get; set; }
    public List<string>? Drop { get; set; }
}

/// <summary>The system call filter.</summary>
public sealed class V1SeccompProfile : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string? LocalhostProfile { get; set; }
}

/// <summary>Privileges of all containers of a pod.</summary>
public sealed class V1PodSecurityContext : ExtensibleObject
{
    public long? FsGroup { get; set; }
    public string? FsGroupChangePolicy { get; set; }
    public long? RunAsGroup { get; set; }
    public bool? RunAsNonRoot { get; set; }
    public long? RunAsUser { get; set; }
    public V1SeccompProfile? SeccompProfile { get; set; }
    public List<long>? SupplementalGroups { get; set; }
}
