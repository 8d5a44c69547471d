namespace Lepton.Kubernetes.Models;

/// <summary>What the scheduler and the kubelet report of a pod.</summary>
public sealed class V1PodStatus : ExtensibleObject
{
    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string? Phase { get; set; }
    public List<V1PodCondition>? Conditions { get; set; }
    public string? Message { get; set; }
    public string? Reason { get; set; }

    /// <summary>Where preemption makes room for the pod.</summary>
    public string? NominatedNodeName { get; set; }
    public string? HostIP { get; set; }
    public string? PodIP { get; set; }
    public List<V1PodAddress>? PodIPs { get; set; }
    public List<V1PodAddress>? HostIPs { get; set; }
    public DateTimeOffset? StartTime { get; set; }
    public string? QosClass { get; set; }
    public List<V1ContainerStatus>? InitContainerStatuses { get; set; }
    public List<V1ContainerStatus>? ContainerStatuses { get; set; }
}

/// <summary>One of a pod's or its host's addresses, of either IP family.</summary>
public sealed class V1PodAddress : ExtensibleObject
{
    public string? Ip { get; set; }
}

/// <summary>One observation of a pod: PodScheduled, Initialized, ContainersReady, Ready, DisruptionTarget …</summary>
public sealed class V1PodCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public string? Reason { get; set; }
    public string? Message { get; set; }
    public long? ObservedGeneration { get; set; }
    public DateTimeOffset? LastProbeTime { get; set; }
    public DateTimeOffset? LastTransitionTime { get; set; }
}

/// <summary>The state of one container of a pod.</summary>
public sealed class V1ContainerStatus : ExtensibleObject
{
    public string Name { get; set; } = "";
    public V1ContainerState? State { get; set; }
    public V1ContainerState? LastState { get; set; }
    public bool? Ready { get; set; }
    public int? RestartCount { get; set; }
    public string? Image { get; set; }
    public string? ImageID { get; set; }
    public string? ContainerID { get; set; }
    public bool? Started { get; set; }
    public Dictionary<string, Quantity>? AllocatedResources { get; set; }
    public V1ResourceRequirements? Resources { get; set; }
    public List<V1VolumeMount>? VolumeMounts { get; set; }
}

/// <summary>Exactly one of waiting, running and terminated.</summary>
public sealed class V1ContainerState : ExtensibleObject
{
    public V1ContainerStateWaiting? Waiting { get; set; }
    public V1ContainerStateRunning? Running { get; set; }
    public V1ContainerStateTerminated? Terminated { get; set; }
}

/// <summary>Not running yet, or again.</summary>
public sealed class V1ContainerStateWaiting : ExtensibleObject
{
    public string? Reason { get; set; }
    public string? Message { get; set; }
}

/// <summary>Running since a time.</summary>
public sealed class V1ContainerStateRunning : ExtensibleObject
{
    public DateTimeOffset? StartedAt { get; set; }
}

/// <summary>Ended, with its exit code.</summary>
public sealed class V1ContainerStateTerminated : ExtensibleObject
{
    public int ExitCode { get; set; }
    public int? Signal { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? ContainerID { get; set; }
}
