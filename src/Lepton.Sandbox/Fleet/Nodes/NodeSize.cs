namespace Lepton.Sandbox.Fleet.Nodes;

/// <summary>What a machine has and what its kubelet leaves for pods.</summary>
internal sealed record NodeSize(int MilliCpu, long MemoryBytes, int Pods, int AllocatableMilliCpu, long AllocatableMemoryBytes)
{
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    /// <summary>Every cloud's kubelet evicts below this.</summary>
    private const long EvictionThreshold = 100 * MiB;

    public static NodeSize Of(NodeContext node)
    {
        var cpus = node.Type.VirtualCpus;
        var memory = (long)(node.Type.MemoryGiB * GiB);
        var pods = Pods110(node);
        var (reservedCpu, reservedMemory) = node.Cluster.Provider switch
        {
            CloudKind.AWS => (GoogleCpu(cpus), (11L * pods + 255) * MiB),
            CloudKind.Azure => (AzureCpu(cpus), Math.Min((20L * pods + 50) * MiB, memory / 4)),
            _ => (GoogleCpu(cpus), GoogleMemory(memory)),
        };
        return new NodeSize(cpus * 1000, memory, pods, Math.Max(0, cpus * 1000 - reservedCpu), Math.Max(0, memory - reservedMemory - EvictionThreshold));
    }

    /// <summary>EKS recommends at most 250 pods on nodes with more than 30 vCPUs; 110 is everybody's default otherwise.</summary>
    private static int Pods110(NodeContext node) => node.Cluster.Provider == CloudKind.AWS && node.Type.VirtualCpus > 30 ? 250 : 110;

    /// <summary>6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest (GKE; EKS uses the same), in millicores.</summary>
    private static int GoogleCpu(int cpus) => (int)Math.Ceiling(60 + 10 * Math.Clamp(cpus - 1, 0, 1) + 5 * Math.Clamp(cpus - 2, 0, 2) + 2.5 * Math.Max(0, cpus - 4));

    /// <summary>25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next 112, 2 % of the rest (GKE).</summary>
    private static long GoogleMemory(long bytes)
    {
        (long Size, int Percent)[] tiers = [(4 * GiB, 25), (4 * GiB, 20), (8 * GiB, 10), (112 * GiB, 6), (long.MaxValue, 2)];
        var reserved = 0L;
        foreach (var (size, percent) in tiers)
        {
            var part = Math.Min(bytes, size);
            reserved += part / 100 * percent;
            bytes -= part;
        }

        return reserved;
    }

    /// <summary>AKS's table: 60, 100, 140, 180, 260, 420, 740 millicores at 1, 2, 4, 8, 16, 32, 64 cores; linear between and beyond.</summary>
    private static int AzureCpu(int cpus) => cpus switch
    {
        <= 1 => 60,
        <= 4 => 60 + (cpus == 2 ? 40 : (cpus - 2) * 20 + 40),
        _ => 140 + (cpus - 4) * 10,
    };
}
