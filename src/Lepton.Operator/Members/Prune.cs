using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>Drops what is never read before an object is cached: a member has thousands of pods, and most of a pod is annotations and owners.</summary>
internal static class Prune
{
    private static readonly string[] PodLabels =
        [Ownership.ManagedByLabel, Ownership.HubLabel, Ownership.ModelLabel, Ownership.ModelNamespaceLabel, Ownership.PlacementLabel];

    public static MemberNode Node(MemberNode node)
    {
        node.Metadata = Bare(node.Metadata, node.Metadata.Labels);
        node.Status.Conditions?.RemoveAll(c => c.Type != "Ready");
        return node;
    }

    public static MemberPod Pod(MemberPod pod)
    {
        var labels = pod.Metadata.Labels is null
            ? null
            : PodLabels.Where(pod.Metadata.Labels.ContainsKey).ToDictionary(l => l, l => pod.Metadata.Labels[l], StringComparer.Ordinal);
        pod.Metadata = Bare(pod.Metadata, labels is { Count: > 0 } ? labels : null);
        pod.Status.Conditions?.RemoveAll(c => c.Type != "Ready");
        return pod;
    }

    private static V1ObjectMeta Bare(V1ObjectMeta metadata, Dictionary<string, string>? labels) => new()
    {
        Name = metadata.Name,
        Namespace = metadata.Namespace,
        Uid = metadata.Uid,
        ResourceVersion = metadata.ResourceVersion,
        DeletionTimestamp = metadata.DeletionTimestamp,
        Labels = labels,
    };
}
