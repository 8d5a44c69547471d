using Lepton.Kubernetes.Models;

namespace Lepton.Operator.State;

/// <summary>A pod, reduced to what it takes from its node and whose it is.</summary>
[KubernetesEntity(Group = "", ApiVersion = "v1", Kind = "Pod", PluralName = "pods")]
public sealed class MemberPod : KubernetesObject
{
    public MemberPodSpec Spec { get; set; } = new();

    public MemberPodStatus Status { get; set; } = new();

    /// <summary>A pod that ended no longer holds resources.</summary>
    public bool HasEnded => Status.Phase is "Succeeded" or "Failed";

    public bool IsReady => Status.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;
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
}
