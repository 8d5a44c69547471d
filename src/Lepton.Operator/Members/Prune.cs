using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>Drops what is never read before an object is cached: a member has thousands of pods, and most of a pod is containers, annotations and owners.</summary>
internal sealed class Prune
{
    private static readonly string[] PodLabels =
        [Ownership.ManagedByLabel, Ownership.HubLabel, Ownership.ModelLabel, Ownership.ModelNamespaceLabel, Ownership.PlacementLabel];

    private readonly SharedTexts _texts = new();

    public MemberNode Node(MemberNode node)
    {
        (node.ApiVersion, node.Kind) = ("v1", "Node");
        node.Metadata = Bare(node.Metadata, node.Metadata.Labels);
        node.Status.Conditions?.RemoveAll(c => c.Type != "Ready");
        if (node.Status.Allocatable is { } allocatable)
            node.Status.Allocatable = allocatable.ToDictionary(a => _texts.Of(a.Key)!, a => a.Value, StringComparer.Ordinal);
        return node;
    }

    public MemberPod Pod(MemberPod pod)
    {
        (pod.ApiVersion, pod.Kind) = ("v1", "Pod");
        var labels = pod.Metadata.Labels is null
            ? null
            : PodLabels.Where(pod.Metadata.Labels.ContainsKey).ToDictionary(l => l, l => pod.Metadata.Labels[l], StringComparer.Ordinal);
        // How long a pod has waited for a node is asked of those that wait.
        var waiting = string.IsNullOrEmpty(pod.Spec.NodeName) ? pod.Metadata.CreationTimestamp : null;
        pod.Metadata = Bare(pod.Metadata, labels);
        pod.Metadata.CreationTimestamp = waiting;
        pod.SumUp();
        pod.Spec.NodeName = _texts.Of(pod.Spec.NodeName);
        pod.Status = new MemberPodStatus { Phase = _texts.Of(pod.Status.Phase), Conditions = pod.IsReady ? Ready : null };
        return pod;
    }

    /// <summary>Objects of ours, of which all is read: their names repeat.</summary>
    public UnstructuredObject Own(UnstructuredObject own)
    {
        (own.ApiVersion, own.Kind, own.Metadata.Namespace) = (_texts.Of(own.ApiVersion), _texts.Of(own.Kind), _texts.Of(own.Metadata.Namespace));
        own.Metadata.Labels = _texts.Of(own.Metadata.Labels);
        return own;
    }

    /// <summary>What of a pod's conditions is read, shared by all that are ready: never changed.</summary>
    private static readonly List<MemberNodeCondition> Ready = [new() { Type = "Ready", Status = "True" }];

    private V1ObjectMeta Bare(V1ObjectMeta metadata, Dictionary<string, string>? labels) => new()
    {
        Name = metadata.Name,
        Namespace = _texts.Of(metadata.Namespace),
        Uid = metadata.Uid,
        ResourceVersion = metadata.ResourceVersion,
        DeletionTimestamp = metadata.DeletionTimestamp,
        Labels = _texts.Of(labels),
    };
}
