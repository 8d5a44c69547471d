using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>Drops what is never read before an object is cached: a member has thousands of pods, and most of a pod is containers, annotations and owners.</summary>
internal sealed class Prune
{
    private static readonly string[] OurLabels =
        [Ownership.ManagedByLabel, Ownership.HubLabel, Ownership.ModelLabel, Ownership.ModelNamespaceLabel, Ownership.PlacementLabel];

    private readonly SharedTexts _texts = new();

    public MemberNode Node(MemberNode node)
    {
        (node.ApiVersion, node.Kind) = ("v1", "Node");
        node.Metadata = Bare(node.Metadata, _texts.Of(node.Metadata.Labels));
        node.Status.Conditions?.RemoveAll(c => c.Type != "Ready" && !NodeDeparture.IsNoticeCondition(c.Type));
        if (node.Status.Allocatable is { } allocatable)
            node.Status.Allocatable = allocatable.ToDictionary(a => _texts.Of(a.Key)!, a => a.Value, StringComparer.Ordinal);
        return node;
    }

    public MemberPod Pod(MemberPod pod)
    {
        (pod.ApiVersion, pod.Kind) = ("v1", "Pod");
        var created = pod.Metadata.CreationTimestamp;
        pod.Metadata = Bare(pod.Metadata, OurLabelsOf(pod.Metadata));
        pod.SumUp();
        // How old a pod is is asked of those that wait for a node, and of those that crash.
        pod.Metadata.CreationTimestamp = string.IsNullOrEmpty(pod.Spec.NodeName) || pod.CrashLoop > 0 ? created : null;
        pod.Spec.NodeName = _texts.Of(pod.Spec.NodeName);
        pod.Status = new MemberPodStatus { Phase = _texts.Of(pod.Status.Phase), Conditions = pod.IsReady ? Ready : null };
        return pod;
    }

    /// <summary>An object of ours stays whole as bytes; of its metadata only what tells whose it is and whether it is as it should be is kept at hand.</summary>
    public UnstructuredObject Own(UnstructuredObject own)
    {
        var metadata = own.Metadata;
        (own.ApiVersion, own.Kind, own.Metadata) = (_texts.Of(own.ApiVersion), _texts.Of(own.Kind), Bare(metadata, OurLabelsOf(metadata)));
        own.Metadata.Generation = metadata.Generation;
        if (metadata.Annotations?.GetValueOrDefault(Ownership.HashAnnotation) is { } hash)
            own.Metadata.Annotations = new(1, StringComparer.Ordinal) { [Ownership.HashAnnotation] = hash };
        return own;
    }

    /// <summary>What of a pod's conditions is read, shared by all that are ready: never changed.</summary>
    private static readonly List<MemberNodeCondition> Ready = [new() { Type = "Ready", Status = "True" }];

    /// <summary>One dictionary for all objects with the same labels (the pods and objects of a placement): never changed.</summary>
    private Dictionary<string, string>? OurLabelsOf(V1ObjectMeta metadata)
    {
        if (metadata.Labels is not { } labels)
            return null;
        var ours = OurLabels.Where(labels.ContainsKey).ToDictionary(l => l, l => labels[l], StringComparer.Ordinal);
        return _texts.Same(ours);
    }

    private V1ObjectMeta Bare(V1ObjectMeta metadata, Dictionary<string, string>? labels) => new()
    {
        Name = metadata.Name,
        Namespace = _texts.Of(metadata.Namespace),
        Uid = metadata.Uid,
        ResourceVersion = metadata.ResourceVersion,
        DeletionTimestamp = metadata.DeletionTimestamp,
        Labels = labels,
    };
}
