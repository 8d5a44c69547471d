using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>What of a pool a row counts. The GPU rows are those of <see cref="Packing.NodeBound"/>: Σ k·⌊g/k⌋ ≤ Σ k·⌊free/k⌋ for k = 1, 2, 4, 8.</summary>
internal enum RowKind
{
    Gpus1,
    Gpus2,
    Gpus4,
    Gpus8,
    Cpu,
    Memory,
}

/// <summary>What pools share, as linear rows: Σ use·replicas ≤ free + perNode·opened nodes. One array per column; a pool has at most one row of a kind.</summary>
internal sealed class PoolRows
{
    internal const int Kinds = 6;

    private readonly List<(int Pool, RowKind Kind, double PerNode, double Unit)> _rows = [];
    private readonly List<double> _free = [];
    private readonly bool _every;

    /// <param name="every">Also rows that say nothing today, because what is free may change.</param>
    internal PoolRows(Instance instance, bool every = false)
    {
        _every = every;
        Index = new int[instance.Pools.Length * Kinds];
        Array.Fill(Index, -1);
        foreach (var pool in instance.Pools)
        {
            Add(pool, instance.Demands[pool.Index]);
        }

        Free = [.. _free];
        PerNode = _rows.Select(r => r.PerNode).ToArray();
        Unit = _rows.Select(r => r.Unit).ToArray();
        Kind = _rows.Select(r => r.Kind).ToArray();
        Capacity = (double[])Free.Clone();
        for (var i = 0; i < Index.Length; i++)
        {
            if (Index[i] >= 0)
            {
                Capacity[Index[i]] += PerNode[Index[i]] * instance.Pools[i / Kinds].NewNodes;
            }
        }
    }

    internal int Count => Free.Length;

    /// <summary>Row by pool and kind, or -1.</summary>
    internal int[] Index { get; }

    internal double[] Free { get; }

    internal double[] PerNode { get; }

    /// <summary>vCPU and memory are counted in these, the size of a GPU's part of a node, so that multipliers of all rows are of one size.</summary>
    internal double[] Unit { get; }

    /// <summary>With all nodes opened.</summary>
    internal double[] Capacity { get; }

    internal RowKind[] Kind { get; }

    /// <summary>What one replica with these needs uses of a row.</summary>
    internal double Use(int row, in Resources need) => Kind[row] switch
    {
        RowKind.Cpu => need.Cpu / Unit[row],
        RowKind.Memory => need.Memory / Unit[row],
        var level => need.Gpus >> (int)level << (int)level,
    };

    /// <summary>New nodes that cost nothing to open are capacity like any other.</summary>
    internal static bool OpensFreely(PoolData pool) => pool.NodePrice <= 0 && !Array.Exists(pool.Limits, l => l.OverPools);

    private void Add(PoolData pool, in PoolDemand demand)
    {
        for (var level = 0; level < 4; level++)
        {
            var k = level;
            if ((demand.Levels & (1 << level)) != 0 && (level == 0 || _every || Binds(pool, 1 << level)))
            {
                Add(pool, (RowKind)level, r => r.Gpus >> k << k, 1);
            }
        }

        if (Tight(pool, demand.CpuPerGpu, r => r.Cpu))
        {
            Add(pool, RowKind.Cpu, r => r.Cpu, Scale(pool, r => r.Cpu));
        }

        if (Tight(pool, demand.MemoryPerGpu, r => r.Memory))
        {
            Add(pool, RowKind.Memory, r => r.Memory, Scale(pool, r => r.Memory));
        }
    }

    private void Add(PoolData pool, RowKind kind, Func<Resources, long> of, double unit)
    {
        var row = _rows.Count;
        _rows.Add((pool.Index, kind, OpensFreely(pool) ? 0 : of(pool.NewNode) / unit, unit));
        _free.Add(Have(pool, of) / unit);
        Index[(pool.Index * Kinds) + (int)kind] = row;
    }

    /// <summary>The pool's part of what a row has free.</summary>
    internal double FreeOf(PoolData pool, int row) => Kind[row] switch
    {
        RowKind.Cpu => Have(pool, r => r.Cpu) / Unit[row],
        RowKind.Memory => Have(pool, r => r.Memory) / Unit[row],
        var level => Have(pool, r => r.Gpus >> (int)level << (int)level),
    };

    private static double Have(PoolData pool, Func<Resources, long> of)
    {
        var have = OpensFreely(pool) ? (double)pool.NewNodes * of(pool.NewNode) : 0;
        foreach (var group in pool.Existing)
        {
            have += (double)of(group.Free) * group.Count;
        }

        return have;
    }

    /// <summary>A row for replicas of this size says more than the row of single GPUs when something is left over on a node.</summary>
    private static bool Binds(PoolData pool, int level) =>
        Array.Exists(pool.Existing, g => g.Free.Gpus % level != 0) || (pool.NewNodes > 0 && pool.NewNode.Gpus % level != 0);

    /// <summary>Whether some node can run out of this before it runs out of GPUs.</summary>
    private static bool Tight(PoolData pool, double most, Func<Resources, long> of)
    {
        bool RunsOut(Resources node) => double.IsInfinity(most) || of(node) < most * node.Gpus;
        return most > 0 && (Array.Exists(pool.Existing, g => RunsOut(g.Free)) || (pool.NewNodes > 0 && RunsOut(pool.NewNode)));
    }

    private static double Scale(PoolData pool, Func<Resources, long> of)
    {
        var perNode = Math.Max(1.0, Math.Max(of(pool.NewNode), pool.Existing.Select(g => of(g.Free)).DefaultIfEmpty(0).Max()));
        return perNode / Math.Max(1, pool.NewNode.Gpus);
    }
}
