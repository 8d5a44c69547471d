using Lepton.Api;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission.Pods;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Pools;

/// <summary>The taints clouds put on GPU and spot nodes: what we place tolerates them by itself, so they exclude nobody.</summary>
internal static class ToleratedTaints
{
    /// <summary>The taints of a node that not every replica placed there tolerates. Taints of the node's own life (not-ready, unschedulable …) come
    /// and go with readiness and cordon, which are read elsewhere.</summary>
    public static IReadOnlyList<ClusterTaint> OfNode(IEnumerable<V1Taint> taints, string? resourceName, CapacityKind capacity) => Distinctive(
        taints
            .Where(t => !NodeDeparture.IsNotice(t.Key)
                && !t.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal)
                && !t.Key.StartsWith("node.cloudprovider.kubernetes.io/", StringComparison.Ordinal))
            .Select(t => new ClusterTaint
            {
                Key = t.Key,
                Value = t.Value,
                Effect = Enum.TryParse<TaintEffect>(t.Effect, out var effect) ? effect : TaintEffect.NoSchedule,
            }),
        resourceName,
        capacity);

    /// <param name="resourceName">What replicas placed there ask for; null on nodes without GPUs.</param>
    public static IReadOnlyList<ClusterTaint> Distinctive(IEnumerable<ClusterTaint> taints, string? resourceName, CapacityKind capacity)
    {
        var tolerations = WellKnownTolerations.For(resourceName, capacity);
        return taints
            .Where(t => t.Effect != TaintEffect.PreferNoSchedule && !tolerations.Exists(b => Tolerates(b, t)))
            .OrderBy(t => t.Key, StringComparer.Ordinal).ThenBy(t => t.Effect)
            .ToList();
    }

    /// <summary><c>key=value:Effect</c>, or <c>key:Effect</c> without a value.</summary>
    public static string Text(ClusterTaint taint) =>
        string.IsNullOrEmpty(taint.Value) ? $"{taint.Key}:{taint.Effect}" : $"{taint.Key}={taint.Value}:{taint.Effect}";

    private static bool Tolerates(V1Toleration toleration, ClusterTaint taint) =>
        toleration.Key == taint.Key && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));
}
