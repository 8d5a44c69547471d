namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>Node names as the clouds make them, the same for the same fleet every time.</summary>
internal static class NodeNames
{
    public static string Of(ClusterDefinition cluster, NodePoolDefinition pool, int ordinal) => cluster.Provider switch
    {
        CloudKind.AWS => Aws(cluster, pool, ordinal),
        CloudKind.Azure => $"aks-{pool.Name}-{Hash(cluster.Name, pool.Name) % 100_000_000:D8}-vmss{ordinal:D6}",
        CloudKind.GCP => $"gke-{cluster.Name}-{pool.Name}-{Hash(cluster.Name, pool.Name):x8}-{Suffix(Hash(pool.Name, ordinal.ToString()))}{ordinal}",
        _ => $"{cluster.Name}-{pool.Name}-{ordinal}",
    };

    private static string Aws(ClusterDefinition cluster, NodePoolDefinition pool, int ordinal)
    {
        // One /20 per pool and 4096 addresses in it: unique as long as a cluster has no more pools than hash buckets collide, which Index avoids.
        var index = Index(cluster, pool);
        var address = (index << 12) + 10 + ordinal;
        var domain = string.Equals(cluster.Region, "us-east-1", StringComparison.Ordinal) ? "ec2.internal" : cluster.Region + ".compute.internal";
        return $"ip-10-{(address >> 16) & 255}-{(address >> 8) & 255}-{address & 255}.{domain}";
    }

    private static int Index(ClusterDefinition cluster, NodePoolDefinition pool)
    {
        for (var i = 0; i < cluster.NodePools.Count; i++)
        {
            if (string.Equals(cluster.NodePools[i].Name, pool.Name, StringComparison.Ordinal))
                return i;
        }

        return cluster.NodePools.Count;
    }

    /// <summary>FNV-1a: stable over processes, unlike string.GetHashCode.</summary>
    public static uint Hash(params ReadOnlySpan<string> parts)
    {
        var hash = 2166136261u;
        foreach (var part in parts)
        {
            foreach (var letter in part)
                hash = (hash ^ letter) * 16777619u;
            hash = (hash ^ '/') * 16777619u;
        }

        return hash;
    }

    private static string Suffix(uint hash)
    {
        const string Letters = "bcdfghjklmnpqrstvwxz2456789";
        return new string([Letters[(int)(hash % 27)], Letters[(int)(hash / 27 % 27)], Letters[(int)(hash / 729 % 27)]]);
    }
}
