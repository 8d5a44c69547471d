using System.Runtime.CompilerServices;
using Lepton.Api.Providers;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Pools;

/// <summary>
/// The nodes of a member by shape, kept for as long as the member answers the same list of them (<c>CapacityCache</c>): every look at the fleet asks, and nearly always nothing has changed.
/// </summary>
internal static class ShapedNodes
{
    private static readonly ConditionalWeakTable<IReadOnlyList<NodeView>, Kept> Known = [];

    /// <param name="nodes">The list as the member answered it; it must not be changed afterwards.</param>
    /// <param name="type">Whose labels tell spot capacity.</param>
    /// <param name="byZone">Whether zones are pools of their own.</param>
    /// <param name="named">Devices that are no GPUs and count as accelerators at this provider.</param>
    public static IReadOnlyList<(NodeShape Shape, IReadOnlyList<NodeView> Nodes)> Of(IReadOnlyList<NodeView> nodes, ProviderType type, bool byZone, IReadOnlySet<string> named)
    {
        if (Known.TryGetValue(nodes, out var kept) && kept.Type == type && kept.ByZone == byZone && kept.Named.SetEquals(named))
            return kept.Groups;
        var groups = nodes.GroupBy(n => NodeShape.Of(n, type, byZone, named)).Select(g => (g.Key, (IReadOnlyList<NodeView>)g.ToList())).ToList();
        Known.AddOrUpdate(nodes, new(type, byZone, named, groups));
        return groups;
    }

    private sealed record Kept(ProviderType Type, bool ByZone, IReadOnlySet<string> Named, IReadOnlyList<(NodeShape Shape, IReadOnlyList<NodeView> Nodes)> Groups);
}
