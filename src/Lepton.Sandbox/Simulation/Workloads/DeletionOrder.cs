using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>
/// Which Pods of a ReplicaSet go first (kubernetes/pkg/controller ActivePodsWithRanks): unassigned before assigned, Pending before Running, not ready before
/// ready, lower deletion cost, more replicas on the same node, ready for a shorter time, more restarts, younger.
/// </summary>
internal static class DeletionOrder
{
    private const string Cost = "controller.kubernetes.io/pod-deletion-cost";

    public static IReadOnlyList<PodView> Choose(IReadOnlyCollection<PodView> pods, int count)
    {
        var crowd = pods.Where(static pod => pod.NodeName is not null).CountBy(static pod => pod.NodeName!).ToDictionary(StringComparer.Ordinal);
        return pods
            .OrderBy(static pod => pod.NodeName is not null)
            .ThenBy(static pod => pod.Phase == "Running")
            .ThenBy(static pod => pod.Ready)
            .ThenBy(static pod => long.TryParse(pod.Annotation(Cost), out var cost) ? cost : 0)
            .ThenByDescending(pod => pod.NodeName is null ? 0 : crowd[pod.NodeName])
            .ThenByDescending(static pod => pod.Condition("Ready").Time("lastTransitionTime") ?? DateTimeOffset.MaxValue)
            .ThenByDescending(static pod => pod.Status.Objects("containerStatuses").Max(static container => container.Number("restartCount")) ?? 0)
            .ThenByDescending(static pod => pod.Created)
            .ThenByDescending(static pod => pod.Name, StringComparer.Ordinal)
            .Take(count).ToList();
    }
}
