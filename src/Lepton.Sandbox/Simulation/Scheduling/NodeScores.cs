using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>
/// Which of the nodes that do is best: as the default scheduler, preferred node and pod affinity and tolerated soft taints first, then an even use of CPU
/// and memory (LeastAllocated) and soft topology spread; ties by name. GPUs are not spread by the default scheduler, nor here.
/// </summary>
internal static class NodeScores
{
    public static NodeInfo Best(SchedulingPod pod, IReadOnlyList<NodeInfo> fitting, NodeTable table)
    {
        var all = table.Nodes;
        var near = pod.Preferred.Select(pair => (pair.Term, pair.Weight, Counts: Count(pair.Term, table))).ToArray();
        var soft = pod.Spread.Where(static constraint => !constraint.Hard).Select(constraint => (constraint, Count(constraint, all))).ToArray();
        NodeInfo? best = null;
        var bestScore = double.MinValue;
        foreach (var info in fitting)
        {
            var score = Score(pod, info) - soft.Sum(pair => Crowding(pair.constraint, pair.Item2, info)) + 10.0 * near.Sum(pair => pair.Weight * In(pair.Counts, pair.Term.TopologyKey, info));
            if (score > bestScore)
                (best, bestScore) = (info, score);
        }

        return best!;
    }

    private static double Score(SchedulingPod pod, NodeInfo info)
    {
        var softTaints = info.Node.Taints.Count(taint => taint.Effect == "PreferNoSchedule" && !pod.Tolerates(taint));
        return 10.0 * pod.Nodes.Preference(info.Node) - 1000.0 * softTaints + (FreeShare(pod, info, "cpu") + FreeShare(pod, info, "memory")) * 50;
    }

    private static double FreeShare(SchedulingPod pod, NodeInfo info, string resource)
    {
        var allocatable = info.Node.Allocatable[resource];
        return allocatable <= 0 ? 0 : Math.Max(0, info.Free(resource) - pod.Requests[resource]) / (double)allocatable;
    }

    private static Dictionary<string, long> Count(SpreadConstraint constraint, IReadOnlyCollection<NodeInfo> nodes)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var info in nodes)
        {
            if (info.Node.Labels.TryGetValue(constraint.TopologyKey, out var domain))
                counts[domain] = counts.GetValueOrDefault(domain) + info.Pods.Count(constraint.Counts);
        }

        return counts;
    }

    /// <summary>Pods a term selects, by domain.</summary>
    private static Dictionary<string, long> Count(PodTerm term, NodeTable table)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var info in table.Nodes)
        {
            if (info.Node.Labels.TryGetValue(term.TopologyKey, out var domain))
                counts[domain] = counts.GetValueOrDefault(domain) + info.Pods.Count(other => term.Selects(other, table.NamespaceLabels));
        }

        return counts;
    }

    private static long In(Dictionary<string, long> counts, string topologyKey, NodeInfo info) =>
        info.Node.Labels.TryGetValue(topologyKey, out var domain) ? counts.GetValueOrDefault(domain) : 0;

    private static double Crowding(SpreadConstraint constraint, Dictionary<string, long> counts, NodeInfo info) =>
        200.0 * (info.Node.Labels.TryGetValue(constraint.TopologyKey, out var domain) ? counts.GetValueOrDefault(domain) : 1);
}
