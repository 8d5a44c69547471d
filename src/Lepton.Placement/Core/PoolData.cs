namespace Lepton.Placement.Core;

/// <summary>Nodes of a pool on which the same is free.</summary>
internal readonly record struct NodeGroup(Resources Free, int Count);

/// <summary>A pool as the search sees it.</summary>
internal sealed class PoolData
{
    internal required int Index { get; init; }

    /// <summary>In a fleet that is kept, what a pool has may change: this, <see cref="Existing"/>, <see cref="NewNodes"/> and <see cref="NodeLimits"/>; what rules ask for stays.</summary>
    internal required Pool Source { get; set; }

    /// <summary>Index of the pool's domain in each <see cref="SpreadTopology"/>.</summary>
    internal required int[] Domains { get; init; }

    /// <summary>Pools of the same shape, price and region are of one class.</summary>
    internal required int Class { get; init; }

    internal required NodeGroup[] Existing { get; set; }

    internal required Resources NewNode { get; init; }

    /// <summary>New nodes that limits leave possible.</summary>
    internal required int NewNodes { get; set; }

    /// <summary>Whether it has no node and can open none: nobody looks at it.</summary>
    internal bool Closed => NewNodes == 0 && Existing.Length == 0;

    /// <summary>The limits that match it.</summary>
    internal required LimitData[] Limits { get; init; }

    /// <summary>What each opened node uses of the limits.</summary>
    internal required LimitUse[] NodeLimits { get; set; }

    internal int Cluster => Domains[(int)SpreadTopology.Cluster];

    internal bool Spot => Source.CapacityType == CapacityType.Spot;

    /// <summary>$/h of an opened node.</summary>
    internal double NodePrice => Source.Billing == Billing.PerNode ? Source.Price : 0;

    /// <summary>$/h of a GPU in use.</summary>
    internal double GpuPrice => Source.Billing == Billing.PerGpu && Source.Accelerator is not null ? Source.Price : 0;

    /// <summary>The nodes of a pool by what is free on them, the smallest first.</summary>
    internal static NodeGroup[] Grouped(Pool pool) => pool.Nodes.Select(n => Resources.Have(n.Gpus, n.Cpu, n.MemoryGiB)).GroupBy(r => r)
        .Select(g => new NodeGroup(g.Key, g.Count())).OrderBy(g => g.Free, Comparer<Resources>.Create((a, b) => Resources.Descending(b, a))).ToArray();

    /// <summary>Whether one replica fits when nobody else is there.</summary>
    internal bool CanHold(in Resources need)
    {
        if (NewNodes > 0 && NewNode.Holds(need))
        {
            return true;
        }

        foreach (var group in Existing)
        {
            if (group.Free.Holds(need))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many replicas fit when nobody else is there.</summary>
    internal int Fit(in Resources need)
    {
        long fit = (long)NewNodes * NewNode.Fits(need);
        foreach (var group in Existing)
        {
            fit += (long)group.Count * group.Free.Fits(need);
        }

        return (int)Math.Min(fit, ProblemErrors.AbsurdCount);
    }

    /// <summary>The part of a node one replica takes: its GPUs, or without GPUs the scarcer of vCPU and memory.</summary>
    internal double NodeShare(in Resources need)
    {
        if (NewNode.Gpus > 0)
        {
            return (double)need.Gpus / NewNode.Gpus;
        }

        var cpu = NewNode.Cpu > 0 ? (double)need.Cpu / NewNode.Cpu : 0;
        var memory = NewNode.Memory > 0 ? (double)need.Memory / NewNode.Memory : 0;
        return Math.Min(1, Math.Max(cpu, memory));
    }
}
