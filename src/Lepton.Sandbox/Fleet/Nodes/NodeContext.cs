namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>Everything the labels, names and sizes of one node follow from.</summary>
/// <param name="Ordinal">Counts the nodes of the pool from 0, those gone included.</param>
internal sealed record NodeContext(ClusterDefinition Cluster, NodePoolDefinition Pool, InstanceType Type, int Ordinal)
{
    public string Zone { get; } = ZoneOf(Cluster, Pool, Ordinal);

    public string Name { get; } = NodeNames.Of(Cluster, Pool, Ordinal);

    public bool HasGpus => Type.Gpus > 0;

    public bool IsSpot => Pool.CapacityType == NodeCapacityType.Spot;

    private static string ZoneOf(ClusterDefinition cluster, NodePoolDefinition pool, int ordinal)
    {
        var zones = pool.Zones.Count > 0 ? pool.Zones : cluster.Zones;
        if (zones.Count > 0)
            return zones[ordinal % zones.Count];
        return cluster.Provider switch
        {
            CloudKind.AWS => cluster.Region + "a",
            CloudKind.Azure => cluster.Region + "-1",
            CloudKind.GCP => cluster.Region + "-a",
            _ => cluster.Region,
        };
    }
}
