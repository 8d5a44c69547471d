using System.Runtime.InteropServices;
using Lepton.Placement.Core;
using Lepton.Placement.Packing;

namespace Lepton.Placement.Search;

/// <summary>What runs in a pool at the moment of the search.</summary>
internal sealed class PoolState(PoolData pool)
{
    private readonly List<Load> _loads = [];

    internal PoolData Pool { get; } = pool;

    internal ReadOnlySpan<Load> Loads => CollectionsMarshal.AsSpan(_loads);

    /// <summary>New nodes the loads need.</summary>
    internal int NewNodes { get; set; }

    internal void Add(Load load)
    {
        var index = _loads.BinarySearch(load, Comparer<Load>.Create(Load.Order));
        _loads.Insert(index < 0 ? ~index : index, load);
    }

    internal void Remove(int model) => _loads.RemoveAt(_loads.FindIndex(l => l.Model == model));
}
