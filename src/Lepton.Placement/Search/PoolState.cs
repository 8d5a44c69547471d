using System.Runtime.InteropServices;
using Lepton.Placement.Core;
using Lepton.Placement.Packing;

namespace Lepton.Placement.Search;

/// <summary>What runs in a pool at the moment of the search.</summary>
internal sealed class PoolState(PoolData pool)
{
    private static readonly Comparer<Load> ByOrder = Comparer<Load>.Create(Load.Order);

    private static readonly Comparer<Batch> BySize = Comparer<Batch>.Create(Batch.Order);

    private readonly List<Load> _loads = [];
    private readonly List<Batch> _batches = [];
    private readonly double _gpus = Total(pool, r => r.Gpus);
    private readonly double _cpu = Total(pool, r => r.Cpu);
    private readonly double _memory = Total(pool, r => r.Memory);
    private readonly long[] _slots = Slots(pool);
    private NodeGroup[]? _remainder;
    private int _newNodes;
    private double _usedGpus;
    private double _usedCpu;
    private double _usedMemory;

    internal ReadOnlySpan<Load> Loads => CollectionsMarshal.AsSpan(_loads);

    /// <summary>The loads by size, in <see cref="Batch.Order"/>.</summary>
    internal ReadOnlySpan<Batch> Batches => CollectionsMarshal.AsSpan(_batches);

    internal PoolData Pool { get; } = pool;

    /// <summary>New nodes the loads need.</summary>
    internal int NewNodes
    {
        get => _newNodes;
        set
        {
            _remainder = value == _newNodes ? _remainder : null;
            _newNodes = value;
        }
    }

    /// <summary>What is free beside the loads on nodes that run or are opened, as the packer laid them out; worked out when first asked for.</summary>
    internal ReadOnlySpan<NodeGroup> Remainder(Packer packer) => _remainder ??= packer.Remainder(Pool, Batches, NewNodes);

    internal void Add(Load load)
    {
        _remainder = null;
        var index = _loads.BinarySearch(load, ByOrder);
        _loads.Insert(index < 0 ? ~index : index, load);
        Use(load, 1);
    }

    internal void Remove(int model)
    {
        _remainder = null;
        var index = IndexOf(model);
        Use(_loads[index], -1);
        _loads.RemoveAt(index);
    }

    /// <summary>No more replicas than this fit, by the sums over all nodes: a quick no before anything is packed.</summary>
    internal int AtMost(in Resources need, int wanted)
    {
        wanted = need.Gpus > 0 ? (int)Math.Min(wanted, (_gpus - _usedGpus) / need.Gpus) : wanted;
        for (var level = 1; level < _slots.Length && need.Gpus >= 1 << level; level++)
        {
            wanted = (int)Math.Min(wanted, _slots[level] / (need.Gpus >> level));
        }

        wanted = need.Cpu > 0 ? (int)Math.Min(wanted, (_cpu - _usedCpu) / need.Cpu) : wanted;
        return need.Memory > 0 ? (int)Math.Min(wanted, (_memory - _usedMemory) / need.Memory) : wanted;
    }

    private static double Total(PoolData pool, Func<Resources, double> of) => pool.Existing.Sum(g => of(g.Free) * g.Count) + (of(pool.NewNode) * pool.NewNodes);

    /// <summary>Slots of 1, 2, 4 and 8 GPUs: see <see cref="NodeBound"/>.</summary>
    private static long[] Slots(PoolData pool)
    {
        var slots = new long[4];
        for (var level = 0; level < slots.Length; level++)
        {
            slots[level] = (long)pool.NewNodes * (pool.NewNode.Gpus >> level);
            foreach (var group in pool.Existing)
            {
                slots[level] += (long)group.Count * (group.Free.Gpus >> level);
            }
        }

        return slots;
    }

    private int IndexOf(int model)
    {
        for (var i = 0; i < _loads.Count; i++)
        {
            if (_loads[i].Model == model)
            {
                return i;
            }
        }

        return -1;
    }

    private void Use(in Load load, int times)
    {
        Put(new Batch(load.Need, times * load.Count));
        for (var level = 0; level < _slots.Length; level++)
        {
            _slots[level] -= (long)times * load.Count * (load.Need.Gpus >> level);
        }

        _usedGpus += (double)load.Need.Gpus * load.Count * times;
        _usedCpu += (double)load.Need.Cpu * load.Count * times;
        _usedMemory += (double)load.Need.Memory * load.Count * times;
    }

    private void Put(Batch change)
    {
        var index = _batches.BinarySearch(change, BySize);
        if (index < 0)
        {
            _batches.Insert(~index, change);
        }
        else if (_batches[index].Count + change.Count is > 0 and var count)
        {
            _batches[index] = change with { Count = count };
        }
        else
        {
            _batches.RemoveAt(index);
        }
    }
}
