using System.Collections.Frozen;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.State;

/// <summary>
/// Notices that a machine will be gone soon, as the clouds' agents put them on nodes: taints. They say nothing about what kind of node it is, and what runs there
/// is placed elsewhere before it goes.
/// </summary>
internal static class NodeDeparture
{
    private static readonly FrozenSet<string> Keys = new[]
    {
        // AWS node termination handler: spot interruption, rebalance recommendation, maintenance, scale-in.
        "aws-node-termination-handler/spot-itn", "aws-node-termination-handler/rebalance-recommendation", "aws-node-termination-handler/scheduled-maintenance",
        "aws-node-termination-handler/asg-lifecycle-termination",
        // GKE, for preemption and maintenance of machines with GPUs.
        "cloud.google.com/impending-node-termination",
        // AKS' remediator, on a scheduled event.
        "remediator.kubernetes.azure.com/unschedulable",
        // Karpenter, interruptions among its reasons (v1, and before it).
        "karpenter.sh/disrupted", "karpenter.sh/disruption",
        // Cluster autoscaler, when it has decided to remove the node.
        "ToBeDeletedByClusterAutoscaler",
        // Kubernetes: the machine is off and will not return by itself; graceful shutdown of the cloud providers.
        "node.kubernetes.io/out-of-service", "node.cloudprovider.kubernetes.io/shutdown", "node.kubernetes.io/impending-termination",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The taint that announces it; null when none does.</summary>
    public static string? Of(IReadOnlyList<V1Taint> taints)
    {
        for (var i = 0; i < taints.Count; i++)
        {
            if (taints[i].Effect is "NoSchedule" or "NoExecute" && IsNotice(taints[i].Key))
                return taints[i].Key;
        }

        return null;
    }

    /// <summary>
    /// The condition that announces it; null when none does. AKS' node problem detector sets VMEventScheduled for any scheduled event, a freeze of seconds too; on a spot machine it means that it is taken back.
    /// </summary>
    public static string? Of(IReadOnlyList<MemberNodeCondition>? conditions, IReadOnlyDictionary<string, string>? labels) =>
        labels?.GetValueOrDefault("kubernetes.azure.com/scalesetpriority") == "spot" && conditions?.Any(c => IsNoticeCondition(c.Type) && c.Status == "True") == true ? VmEvent : null;

    public static bool IsNoticeCondition(string type) => type == VmEvent;

    private const string VmEvent = "VMEventScheduled";

    public static bool IsNotice(string taintKey) => Keys.Contains(taintKey);
}
