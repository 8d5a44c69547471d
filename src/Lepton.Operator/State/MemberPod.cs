using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.State;

/// <summary>A pod, reduced to what it takes from its node and whose it is.</summary>
[KubernetesEntity(Group = "", ApiVersion = "v1", Kind = "Pod", PluralName = "pods")]
public sealed class MemberPod : KubernetesObject
{
    public MemberPodSpec Spec { get; set; } = new();

    public MemberPodStatus Status { get; set; } = new();

    /// <summary>How often a container that waits for its next start after a crash has been restarted; 0 for all others.</summary>
    [JsonIgnore]
    public int CrashLoop { get; private set; }

    private PodResources? _resources;

    /// <summary>What it takes from its node.</summary>
    [JsonIgnore]
    public PodResources Resources => _resources ?? PodResources.Of(this);

    /// <summary>A pod that ended no longer holds resources.</summary>
    [JsonIgnore]
    public bool HasEnded => Status.Phase is "Succeeded" or "Failed";

    [JsonIgnore]
    public bool IsReady => Status.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    /// <summary>Keeps the sum of what the containers ask for instead of the containers: a member has thousands of pods.</summary>
    public void SumUp()
    {
        _resources = Resources;
        CrashLoop = (Status.ContainerStatuses ?? []).Concat(Status.InitContainerStatuses ?? []).Where(c => c.State?.Waiting?.Reason == "CrashLoopBackOff").Select(c => c.RestartCount).DefaultIfEmpty(0).Max();
        Spec = new MemberPodSpec { NodeName = Spec.NodeName, Containers = None };
    }

    /// <summary>Whether the two states of a pod mean the same for what is free on nodes and whose it is.</summary>
    public bool TakesTheSame(MemberPod other) =>
        HasEnded == other.HasEnded
        && Metadata.DeletionTimestamp is null == other.Metadata.DeletionTimestamp is null
        && Spec.NodeName == other.Spec.NodeName
        && Resources.Same(other.Resources)
        && StringMaps.Same(Metadata.Labels, other.Metadata.Labels);

    private static readonly List<MemberContainer> None = [];
}

public sealed class MemberPodSpec
{
    public string? NodeName { get; set; }

    public List<MemberContainer> Containers { get; set; } = [];

    public List<MemberContainer>? InitContainers { get; set; }

    public Dictionary<string, Quantity>? Overhead { get; set; }
}

public sealed class MemberContainer
{
    public MemberResources? Resources { get; set; }

    /// <summary><c>Always</c> makes an init container a sidecar: it keeps its resources.</summary>
    public string? RestartPolicy { get; set; }
}

public sealed class MemberResources
{
    public Dictionary<string, Quantity>? Requests { get; set; }
}

public sealed class MemberPodStatus
{
    public string? Phase { get; set; }

    public List<MemberNodeCondition>? Conditions { get; set; }

    public List<MemberContainerStatus>? ContainerStatuses { get; set; }

    public List<MemberContainerStatus>? InitContainerStatuses { get; set; }
}

public sealed class MemberContainerStatus
{
    public int RestartCount { get; set; }

    public MemberContainerState? State { get; set; }
}

public sealed class MemberContainerState
{
    public MemberContainerWaiting? Waiting { get; set; }
}

public sealed class MemberContainerWaiting
{
    public string? Reason { get; set; }
}
