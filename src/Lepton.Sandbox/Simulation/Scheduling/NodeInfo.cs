using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>A node and what runs on it.</summary>
internal sealed class NodeInfo(NodeView node)
{
    private readonly Dictionary<string, PodView> _pods = new(StringComparer.Ordinal);

    public NodeView Node { get; set; } = node;

    public ResourceAmounts Used { get; private init; } = new();

    /// <summary>Pods bound to it that have not ended.</summary>
    public IReadOnlyCollection<PodView> Pods => _pods.Values;

    public long Free(string resource) => Node.Allocatable[resource] - Used[resource];

    public void Add(PodView pod)
    {
        Remove(pod.Uid);
        _pods[pod.Uid] = pod;
        Used.Add(pod.Requests);
    }

    public void Remove(string uid)
    {
        if (_pods.Remove(uid, out var pod))
            Used.Add(pod.Requests, -1);
    }

    /// <summary>A copy to try things on.</summary>
    public NodeInfo Clone()
    {
        var copy = new NodeInfo(Node) { Used = Used.Clone() };
        foreach (var (uid, pod) in _pods)
            copy._pods[uid] = pod;
        return copy;
    }
}
