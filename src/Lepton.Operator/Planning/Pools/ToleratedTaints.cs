using Lepton.Api;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Planning.Pools;

/// <summary>The taints clouds put on GPU and spot nodes: what we place tolerates them by itself, so they exclude nobody.</summary>
internal static class ToleratedTaints
{
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal)
    {
        "nvidia.com/gpu", "amd.com/gpu", "sku", "cloud.google.com/gke-spot", "cloud.google.com/gke-preemptible",
        "kubernetes.azure.com/scalesetpriority", "karpenter.sh/capacity-type",
    };

    /// <summary>The taints of a node that not every placed pod tolerates. Taints of the node's own life (not-ready, unschedulable …) come
    /// and go with readiness and cordon, which are read elsewhere.</summary>
    public static IReadOnlyList<ClusterTaint> OfNode(IEnumerable<V1Taint> taints) => Distinctive(taints
        .Where(t => !t.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal)
            && !t.Key.StartsWith("node.cloudprovider.kubernetes.io/", StringComparison.Ordinal))
        .Select(t => new ClusterTaint
        {
            Key = t.Key,
            Value = t.Value,
            Effect = Enum.TryParse<TaintEffect>(t.Effect, out var effect) ? effect : TaintEffect.NoSchedule,
        }));

    public static IReadOnlyList<ClusterTaint> Distinctive(IEnumerable<ClusterTaint> taints) => taints
        .Where(t => !Keys.Contains(t.Key) && t.Effect != TaintEffect.PreferNoSchedule)
        .OrderBy(t => t.Key, StringComparer.Ordinal).ThenBy(t => t.Effect)
        .ToList();

    /// <summary><c>key=value:Effect</c>, or <c>key:Effect</c> without a value.</summary>
    public static string Text(ClusterTaint taint) =>
        string.IsNullOrEmpty(taint.Value) ? $"{taint.Key}:{taint.Effect}" : $"{taint.Key}={taint.Value}:{taint.Effect}";
}
