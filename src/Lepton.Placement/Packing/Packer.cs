using Lepton.Placement.Core;

namespace Lepton.Placement.Packing;

/// <summary>
/// Packs replicas onto the real nodes of a pool: best fit of decreasing sizes, in a few orders when the first proves nothing, and for small pools a
/// complete search. The answer for given replicas is always the same, whatever was packed before.
/// </summary>
internal sealed class Packer(Instance instance, bool exact)
{
    private readonly NodeSet _nodes = new();
    private readonly ExactPacker?[] _exact = new ExactPacker?[instance.Pools.Length];
    private Batch[] _sorted = new Batch[64];

    /// <summary>Whether every packing is sought as far as it can be proven: for small instances.</summary>
    internal bool Thorough => exact;

    /// <summary>Elementary evaluations so far.</summary>
    internal long Work { get; private set; }

    /// <summary>Answers so far that may not be the best possible.</summary>
    internal long Unproven { get; private set; }

    /// <param name="loads">In <see cref="Batch.Order"/>.</param>
    internal PackResult Pack(PoolData pool, ReadOnlySpan<Batch> loads)
    {
        Work++;
        if (loads.IsEmpty)
        {
            return new PackResult(true, 0, true);
        }

        // The bound costs as much as the packing: it is only asked for when there is something to prove.
        var best = Try(pool, loads, 0);
        if (best.Proven)
        {
            return best;
        }

        var least = NodeBound.Of(pool, loads);
        if (best.Fits ? best.NewNodes == least : least > pool.NewNodes)
        {
            return best with { Proven = true };
        }

        best = Reorder(pool, loads, least, best);
        best = exact ? Exact(pool, loads, least, best) : best;
        Unproven += best.Proven ? 0 : 1;
        return best;
    }

    /// <summary>What is free on each kind of node after these loads, one that can still be opened included.</summary>
    internal IReadOnlyList<Resources> Remainders(PoolData pool, ReadOnlySpan<Batch> loads)
    {
        Try(pool, loads, 0);
        return _nodes.Free().ToList();
    }

    /// <summary>What these loads leave free on existing and opened nodes; nothing where only another order of the loads opens so few.</summary>
    internal NodeGroup[] Remainder(PoolData pool, ReadOnlySpan<Batch> loads, int opened)
    {
        Work++;
        return Try(pool, loads, 0).Fits && _nodes.Opened <= opened ? _nodes.Left(opened) : [];
    }

    /// <summary>How many further replicas fit after these loads as they are packed.</summary>
    internal int Further(PoolData pool, ReadOnlySpan<Batch> loads, in Resources need)
    {
        Try(pool, loads, 0);
        return _nodes.Further(need);
    }

    /// <summary>How many further replicas fit after these loads without a node being opened.</summary>
    internal int Free(PoolData pool, ReadOnlySpan<Batch> loads, in Resources need)
    {
        Try(pool, loads, 0);
        return _nodes.Further(need, mayOpen: false);
    }

    private PackResult Try(PoolData pool, ReadOnlySpan<Batch> loads, int least)
    {
        _nodes.Reset(pool);
        foreach (var load in loads)
        {
            if (!_nodes.Place(load.Need, load.Count))
            {
                return new PackResult(false, 0, false);
            }
        }

        return new PackResult(true, _nodes.Opened, _nodes.Opened == least);
    }

    /// <summary>vCPU or memory may be what binds: try the largest of these first.</summary>
    private PackResult Reorder(PoolData pool, ReadOnlySpan<Batch> loads, int least, PackResult best)
    {
        if (_sorted.Length < loads.Length)
        {
            _sorted = new Batch[2 * loads.Length];
        }

        var sorted = _sorted.AsSpan(0, loads.Length);
        foreach (var order in new Comparison<Batch>[] { ByCpu, ByMemory })
        {
            Work++;
            loads.CopyTo(sorted);
            sorted.Sort(order);
            var result = Try(pool, sorted, least);
            if (result.Fits && (!best.Fits || result.NewNodes < best.NewNodes))
            {
                best = result;
            }
        }

        return best;
    }

    private PackResult Exact(PoolData pool, ReadOnlySpan<Batch> loads, int least, PackResult best)
    {
        var replicas = 0L;
        foreach (var load in loads)
        {
            replicas += load.Count;
        }

        if (best.Proven || replicas > ExactPacker.MostReplicas)
        {
            return best;
        }

        var packer = _exact[pool.Index] ??= new ExactPacker(pool);
        best = packer.Improve(loads, least, best);
        Work += packer.Steps / 16;
        return best;
    }

    private static int ByCpu(Batch a, Batch b) => b.Need.Cpu != a.Need.Cpu ? b.Need.Cpu.CompareTo(a.Need.Cpu) : Batch.Order(a, b);

    private static int ByMemory(Batch a, Batch b) => b.Need.Memory != a.Need.Memory ? b.Need.Memory.CompareTo(a.Need.Memory) : Batch.Order(a, b);
}
