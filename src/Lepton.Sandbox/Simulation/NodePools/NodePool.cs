using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;

namespace Lepton.Sandbox.Simulation.NodePools;

/// <summary>A node on its way: ordered from the cloud, not there yet.</summary>
internal sealed class UpcomingNode(NodeContext node, DateTimeOffset due, NodeInfo room)
{
    /// <summary>Comes for a machine the cloud took: nobody else orders it again.</summary>
    public bool Replacement { get; init; }

    public NodeContext Node { get; } = node;

    public DateTimeOffset Due { get; } = due;

    /// <summary>What was ordered for it, so that the same Pods do not order another.</summary>
    public NodeInfo Room { get; } = room;
}

/// <summary>One pool of a cluster and what the cloud still gives of it.</summary>
internal sealed class NodePool(ClusterDefinition cluster, NodePoolDefinition definition)
{
    private readonly ClusterDefinition _cluster = cluster;
    private int _next = definition.Count;

    public NodePoolDefinition Definition { get; } = definition;

    public string Name => Definition.Name;

    /// <summary>The cloud has none left.</summary>
    public bool StockedOut { get; set; }

    public List<UpcomingNode> Upcoming { get; } = [];

    /// <summary>Machines the cloud took that it still owes the pool.</summary>
    public int Owed { get; set; }

    /// <summary>
    /// Whether the cloud brings a new machine for one it took, Pods or not: Auto Scaling groups (EKS) and managed instance groups (GKE) keep their size, AKS
    /// repairs regular nodes but lets evicted spot ones go. Karpenter, and whoever has no such groups, starts a machine only when Pods wait for one.
    /// </summary>
    public bool Replaces => (_cluster.Provider, Definition.Manager, Definition.CapacityType) switch
    {
        (CloudKind.AWS, NodeManager.NodeGroup, _) or (CloudKind.GCP, _, _) => true,
        (CloudKind.Azure, _, not NodeCapacityType.Spot) => true,
        _ => false,
    };

    /// <summary>What the next node would be.</summary>
    public NodeContext Peek() => NodeRegistration.Context(_cluster, Definition, _next);

    public NodeContext Take() => NodeRegistration.Context(_cluster, Definition, _next++);

    /// <summary>An empty node of the pool, to try Pods on.</summary>
    public static NodeInfo Empty(NodeContext node, DateTimeOffset now) => new(new NodeView(NodeManifest.Build(node, now)));
}
