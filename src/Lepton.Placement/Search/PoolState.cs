using System.Runtime.InteropServices;
using Lepton.Placement.Core;
using Lepton.Placement.Packing;

namespace Lepton.Placement.Search;

/// <summary>What runs in a pool at the moment of the search.</summary>
internal sealed class PoolState(PoolData pool)
{
    private readonly List<Load> _loads = [];
    private readonly double _gpus = Total(pool, r => r.Gpus);
    private readonly double _cpu = Total(pool, r => r.Cpu);
    private readonly double _memory = Total(pool, r => r.Memory);
    private double _usedGpus;
    private double _usedCpu;
    private double _usedMemory;

    internal ReadOnlySpan<Load> Loads => CollectionsMarshal.AsSpan(_loads);

    internal PoolData Pool { get; } = pool;

    /// <summary>New nodes the loads need.</summary>
    internal int NewNodes { get; set; }

    internal void Add(Load load)
    {
        var index = _loads.BinarySearch(load, Comparer<Load>.Create(Load.Order));
        _loads.Insert(index < 0 ? ~index : index, load);
        Use(load, 1);
    }

    internal void Remove(int model)
    {
        var index = _loads.FindIndex(l => l.Model == model);
        Use(_loads[index], -1);
        _loads.RemoveAt(index);
    }

    /// <summary>No more replicas than this fit, by the sums over all nodes: a quick no before anything is packed.</summary>
    internal int AtMost(in Resources need, int wanted)
    {
        wanted = need.Gpus > 0 ? (int)Math.Min(wanted, (_gpus - _usedGpus) / need.Gpus) : wanted;
        wanted = need.Cpu > 0 ? (int)Math.Min(wanted, (_cpu - _usedCpu) / need.Cpu) : wanted;
        return need.Memory > 0 ? (int)Math.Min(wanted, (_memory - _usedMemory) / need.Memory) : wanted;
    }

    private static double Total(PoolData pool, Func<Resources, double> of) => pool.Existing.Sum(g => of(g.Free) * g.Count) + (of(pool.NewNode) * pool.NewNodes);

    private void Use(in Load load, int times)
    {
        _usedGpus += (double)load.Need.Gpus * load.Count * times;
        _usedCpu += (double)load.Need.Cpu * load.Count * times;
        _usedMemory += (double)load.Need.Memory * load.Count * times;
    }
}
