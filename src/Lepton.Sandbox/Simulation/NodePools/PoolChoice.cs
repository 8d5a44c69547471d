using Lepton.Sandbox.Simulation.Scheduling;

namespace Lepton.Sandbox.Simulation.NodePools;

/// <summary>Which pool a node for a Pod is ordered from: the one that wastes least, GPUs first, then CPU; else the first of the file.</summary>
internal static class PoolChoice
{
    /// <param name="candidates">Pools that may grow, each with an empty node of it.</param>
    /// <param name="fits">Whether such a node would take the Pod.</param>
    public static (NodePool Pool, NodeInfo Room)? Best(SchedulingPod pod, IReadOnlyList<(NodePool Pool, NodeInfo Room)> candidates, Func<NodeInfo, bool> fits)
    {
        (NodePool Pool, NodeInfo Room)? best = null;
        var least = (Gpus: long.MaxValue, Cpu: long.MaxValue);
        foreach (var candidate in candidates)
        {
            if (!fits(candidate.Room))
                continue;
            var waste = (Gpus: Gpus(candidate.Room) - GpusOf(pod), Cpu: candidate.Room.Free("cpu") - pod.Requests["cpu"]);
            if (waste.CompareTo(least) >= 0)
                continue;
            (best, least) = (candidate, waste);
        }

        return best;
    }

    private static long Gpus(NodeInfo info) => info.Node.Allocatable.All.Where(static amount => IsGpu(amount.Key)).Sum(static amount => amount.Value);

    private static long GpusOf(SchedulingPod pod) => pod.Requests.All.Where(static amount => IsGpu(amount.Key)).Sum(static amount => amount.Value);

    private static bool IsGpu(string resource) => resource.EndsWith("/gpu", StringComparison.Ordinal);
}
