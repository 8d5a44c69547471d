using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.State;

/// <summary>A node, reduced to what placement reads: deserializing into it drops everything else, which keeps large members cheap to watch.</summary>
[KubernetesEntity(Group = "", ApiVersion = "v1", Kind = "Node", PluralName = "nodes", Namespaced = false)]
public sealed class MemberNode : KubernetesObject
{
    public MemberNodeSpec Spec { get; set; } = new();

    public MemberNodeStatus Status { get; set; } = new();

    [JsonIgnore]
    public bool IsReady => Status.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true;

    /// <summary>The condition by which the cloud announces that the machine will be gone soon; null without.</summary>
    [JsonIgnore]
    public string? Notice => NodeDeparture.Of(Status.Conditions, Metadata.Labels);

    /// <summary>Whether the two states of a node mean the same for what can be placed on it. Heartbeats, images and addresses come and go without meaning.</summary>
    public bool OffersTheSame(MemberNode other) =>
        IsReady == other.IsReady
        && Notice == other.Notice
        && (Spec.Unschedulable ?? false) == (other.Spec.Unschedulable ?? false)
        && (Spec.Taints ?? []).Select(Text).SequenceEqual((other.Spec.Taints ?? []).Select(Text))
        && StringMaps.Same(Metadata.Labels, other.Metadata.Labels)
        && StringMaps.Same(Status.Allocatable, other.Status.Allocatable);

    private static (string, string?, string) Text(V1Taint taint) => (taint.Key, taint.Value, taint.Effect);
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
