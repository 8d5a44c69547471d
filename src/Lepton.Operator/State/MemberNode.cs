using Lepton.Kubernetes.Models;

namespace Lepton.Operator.State;

/// <summary>A node, reduced to what placement reads: deserializing into it drops everything else, which keeps large members cheap to watch.</summary>
[KubernetesEntity(Group = "", ApiVersion = "v1", Kind = "Node", PluralName = "nodes", Namespaced = false)]
public sealed class MemberNode : KubernetesObject
{
    public MemberNodeSpec Spec { get; set; } = new();

    public MemberNodeStatus Status { get; set; } = new();
}

public sealed class MemberNodeSpec
{
    public bool? Unschedulable { get; set; }

    public List<V1Taint>? Taints { get; set; }
}

public sealed class MemberNodeStatus
{
    public Dictionary<string, Quantity>? Allocatable { get; set; }

    public List<MemberNodeCondition>? Conditions { get; set; }
}

public sealed class MemberNodeCondition
{
    public string Type { get; set; } = "";

    public string Status { get; set; } = "";
}
