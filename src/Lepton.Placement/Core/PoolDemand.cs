namespace Lepton.Placement.Core;

/// <summary>What the replicas that may run in a pool need: enough to say which of its resources can bind.</summary>
internal struct PoolDemand
{
    /// <summary>Bit k: some replica needs at least 2^k GPUs on a node.</summary>
    internal int Levels;

    /// <summary>Most thousandths of a vCPU, and KiB, per GPU of a replica; infinite for a replica without GPUs.</summary>
    internal double CpuPerGpu;
    internal double MemoryPerGpu;

    /// <summary>Replicas all models could want there.</summary>
    internal long Replicas;

    /// <summary>Whatever may come: every row that could bind is there.</summary>
    internal static readonly PoolDemand Any = new() { Levels = 0b1111, CpuPerGpu = double.PositiveInfinity, MemoryPerGpu = double.PositiveInfinity, Replicas = ProblemErrors.AbsurdCount };

    internal void Add(in Resources need, int replicas)
    {
        for (var level = 0; level < 4 && need.Gpus >= 1 << level; level++)
        {
            Levels |= 1 << level;
        }

        CpuPerGpu = Math.Max(CpuPerGpu, PerGpu(need.Cpu, need.Gpus));
        MemoryPerGpu = Math.Max(MemoryPerGpu, PerGpu(need.Memory, need.Gpus));
        Replicas += replicas;
    }

    private static double PerGpu(long need, int gpus) => need == 0 ? 0 : gpus == 0 ? double.PositiveInfinity : (double)need / gpus;
}
