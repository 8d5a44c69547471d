using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.World;

/// <summary>One node pool of a fleet file, with the machines that are in it now.</summary>
internal sealed class SimPool(SimCluster cluster, NodePoolDefinition definition, IReadOnlyList<NodeView> machines, IReadOnlyList<string> ids, NodeShape shape, string sharedId)
{
    private readonly SimNode?[] _slots = new SimNode?[machines.Count];

    public SimCluster Cluster { get; } = cluster;

    public NodePoolDefinition Definition { get; } = definition;

    /// <summary>The operator's name for the pool where it does not tell zones apart.</summary>
    public string SharedId { get; } = sharedId;

    public string? InstanceType { get; } = shape.InstanceType;

    public string? Accelerator { get; } = shape.Accelerator;

    public string? ResourceName { get; } = shape.ResourceName;

    public int GpusPerNode { get; } = shape.GpusPerNode;

    public bool InStock { get; set; } = true;

    public IEnumerable<SimNode> Nodes => _slots.OfType<SimNode>();

    public SimNode? At(int slot) => slot < _slots.Length ? _slots[slot] : null;

    /// <summary>Whether a placement with that pool id may use the machine in a place. Where policies speak of zones each zone has an id of its own.</summary>
    public bool Serves(string id, int slot) => ids[slot] == id || SharedId == id;

    /// <summary>The lowest free place a placement may use; null when the pool is full.</summary>
    public int? FreeSlot(string id)
    {
        for (var slot = 0; slot < Math.Min(_slots.Length, Math.Max(Definition.Count, Definition.MaxNodes)); slot++)
        {
            if (_slots[slot] is null && Serves(id, slot))
                return slot;
        }

        return null;
    }

    public SimNode Start(int slot, double readyAt) => _slots[slot] = new SimNode(this, slot, machines[slot], readyAt);

    public void Remove(SimNode node) => _slots[node.Slot] = null;
}
