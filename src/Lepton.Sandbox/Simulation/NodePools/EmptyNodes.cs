using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;

namespace Lepton.Sandbox.Simulation.NodePools;

/// <summary>Takes down nodes that have been empty for as long as their pool says.</summary>
internal sealed class EmptyNodes(ClusterContext context, NodeTable table, IReadOnlyList<NodePool> pools)
{
    private readonly Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    /// <summary>Whether its pool is ever scaled down.</summary>
    public bool Matters(string node) => Pool(node)?.Definition.ScaleDownAfter is not null || _since.ContainsKey(node);

    /// <summary>Removes the node when it is time; otherwise how long to wait, null when there is nothing to wait for.</summary>
    public TimeSpan? Check(string node)
    {
        if (table.Get(node) is not { } info || Pool(node) is not { Definition.ScaleDownAfter: { } after } pool || info.Pods.Any(static pod => !SystemPods.IsSystem(pod)))
        {
            _since.Remove(node);
            return null;
        }

        if (!_since.TryGetValue(node, out var since))
            _since[node] = since = context.Now;
        var left = since + context.Options.Scaled(after) - context.Now;
        if (left > TimeSpan.Zero)
            return left;
        if (table.Nodes.Count(other => other.Node.Pool == pool.Name) <= pool.Definition.MinNodes)
            return null;
        context.Events.Normal(info.Node, "cluster-autoscaler", "ScaleDown", "node removed by cluster autoscaler");
        context.Api.Delete(Kinds.Nodes, null, node);
        return null;
    }

    private NodePool? Pool(string node)
    {
        var name = table.Get(node)?.Node.Pool;
        return name is null ? null : pools.FirstOrDefault(pool => pool.Name == name);
    }
}
