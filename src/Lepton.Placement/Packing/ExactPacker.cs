using Lepton.Placement.Core;

namespace Lepton.Placement.Packing;

/// <summary>Complete search for a packing of few replicas, used where first fit proves nothing. Bounded by a number of steps, so that it is deterministic.</summary>
internal sealed class ExactPacker(PoolData pool)
{
    internal const int MostReplicas = 16;
    private const int MostSteps = 20_000;

    private readonly List<Resources> _items = [];
    private readonly List<Resources> _nodes = [];

    /// <summary>Steps taken by the last search.</summary>
    internal int Steps { get; private set; }

    /// <param name="least">A valid lower bound of the nodes to open.</param>
    /// <param name="heuristic">What first fit found.</param>
    internal PackResult Improve(ReadOnlySpan<Batch> loads, int least, PackResult heuristic)
    {
        Steps = 0;
        _items.Clear();
        foreach (var load in loads)
        {
            _items.AddRange(Enumerable.Repeat(load.Need, load.Count));
        }

        var most = heuristic.Fits ? heuristic.NewNodes - 1 : pool.NewNodes;
        for (var opened = least; opened <= Math.Min(most, _items.Count); opened++)
        {
            Fill(opened);
            if (Place(0, 0))
            {
                return new PackResult(true, opened, true);
            }

            if (Steps >= MostSteps)
            {
                return heuristic;
            }
        }

        return heuristic with { Proven = true };
    }

    private void Fill(int opened)
    {
        _nodes.Clear();
        foreach (var group in pool.Existing)
        {
            _nodes.AddRange(Enumerable.Repeat(group.Free, Math.Min(group.Count, _items.Count)));
        }

        _nodes.AddRange(Enumerable.Repeat(pool.NewNode, opened));
    }

    /// <summary>Equal replicas go to nodes in ascending order, and of equal nodes only the first is tried.</summary>
    private bool Place(int item, int from)
    {
        if (item == _items.Count)
        {
            return true;
        }

        if (++Steps >= MostSteps)
        {
            return false;
        }

        var need = _items[item];
        for (var n = from; n < _nodes.Count; n++)
        {
            var free = _nodes[n];
            if (free.Fits(need) == 0 || SeenBefore(n, from, free))
            {
                continue;
            }

            _nodes[n] = free.Minus(need, 1);
            var next = item + 1 < _items.Count && _items[item + 1] == need ? n : 0;
            if (Place(item + 1, next))
            {
                return true;
            }

            _nodes[n] = free;
        }

        return false;
    }

    private bool SeenBefore(int node, int from, in Resources free)
    {
        for (var n = from; n < node; n++)
        {
            if (_nodes[n] == free)
            {
                return true;
            }
        }

        return false;
    }
}
