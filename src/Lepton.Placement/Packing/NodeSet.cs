using Lepton.Placement.Core;

namespace Lepton.Placement.Packing;

/// <summary>Nodes while they are being filled, kept in groups of equals so that a hundred equal nodes cost no more than one.</summary>
internal sealed class NodeSet
{
    private Resources[] _free = new Resources[64];
    private int[] _count = new int[64];
    private int _groups;
    private Resources _newNode;
    private int _newLeft;

    /// <summary>Nodes opened so far.</summary>
    internal int Opened { get; private set; }

    internal void Reset(PoolData pool)
    {
        (_groups, Opened, _newNode, _newLeft) = (pool.Existing.Length, 0, pool.NewNode, pool.NewNodes);
        if (_groups > _free.Length)
        {
            (_free, _count) = (new Resources[2 * _groups], new int[2 * _groups]);
        }

        // They are groups of what is alike already.
        for (var i = 0; i < _groups; i++)
        {
            (_free[i], _count[i]) = (pool.Existing[i].Free, pool.Existing[i].Count);
        }
    }

    /// <summary>Places replicas, each on the fitting node that keeps the fewest GPUs free; opens a node only when none fits.</summary>
    /// <returns>False when they do not all fit.</returns>
    internal bool Place(in Resources need, int count)
    {
        while (count > 0)
        {
            var best = BestGroup(need);
            count = best >= 0 ? Fill(best, need, count) : Open(need, count);
            if (count < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is free on each kind of node, one that could still be opened included.</summary>
    internal IEnumerable<Resources> Free()
    {
        for (var i = 0; i < _groups; i++)
        {
            if (_count[i] > 0)
            {
                yield return _free[i];
            }
        }

        if (_newLeft > 0)
        {
            yield return _newNode;
        }
    }

    /// <summary>What is free on the nodes that exist or are opened.</summary>
    /// <param name="opened">At least <see cref="Opened"/>.</param>
    internal NodeGroup[] Left(int opened)
    {
        var left = new List<NodeGroup>(_groups + 1);
        for (var i = 0; i < _groups; i++)
        {
            if (_count[i] > 0 && (_free[i].Gpus > 0 || _newNode.Gpus == 0))
            {
                left.Add(new NodeGroup(_free[i], _count[i]));
            }
        }

        if (opened > Opened)
        {
            left.Add(new NodeGroup(_newNode, opened - Opened));
        }

        return left.ToArray();
    }

    /// <summary>How many such replicas fit on what is free.</summary>
    /// <param name="mayOpen">Nodes that could still be opened included.</param>
    internal int Further(in Resources need, bool mayOpen = true)
    {
        var fits = mayOpen ? (long)_newLeft * _newNode.Fits(need) : 0;
        for (var i = 0; i < _groups; i++)
        {
            fits += (long)_count[i] * _free[i].Fits(need);
        }

        return (int)Math.Min(fits, ProblemErrors.AbsurdCount);
    }

    private int BestGroup(in Resources need)
    {
        var best = -1;
        for (var i = 0; i < _groups; i++)
        {
            if (_count[i] > 0 && _free[i].Holds(need) && (best < 0 || Resources.Descending(_free[i], _free[best]) > 0))
            {
                best = i;
            }
        }

        return best;
    }

    /// <returns>How many replicas are left.</returns>
    private int Fill(int group, in Resources need, int count)
    {
        var (free, nodes) = (_free[group], _count[group]);
        var each = free.Fits(need);
        if ((long)each * nodes <= count)
        {
            _count[group] = 0;
            Append(free.Minus(need, each), nodes);
            return count - (each * nodes);
        }

        var (full, rest) = (count / each, count % each);
        _count[group] = nodes - full - (rest > 0 ? 1 : 0);
        if (full > 0)
        {
            Append(free.Minus(need, each), full);
        }

        if (rest > 0)
        {
            Append(free.Minus(need, rest), 1);
        }

        return 0;
    }

    /// <summary>Opens as many nodes as the replicas need.</summary>
    /// <returns>0, or -1 when there are not so many.</returns>
    private int Open(in Resources need, int count)
    {
        var each = _newNode.Fits(need);
        if (each == 0 || _newLeft == 0)
        {
            return -1;
        }

        var nodes = (int)Math.Min(((long)count + each - 1) / each, _newLeft);
        Opened += nodes;
        _newLeft -= nodes;
        var group = Append(_newNode, nodes);
        return (long)each * nodes >= count ? Fill(group, need, count) : -1;
    }

    /// <summary>Nodes that became equal are one group again, and an empty group's place is used anew: the number of groups stays that of different remainders.</summary>
    private int Append(in Resources free, int count)
    {
        var empty = -1;
        for (var i = 0; i < _groups; i++)
        {
            if (_count[i] == 0)
            {
                empty = i;
            }
            else if (_free[i] == free)
            {
                _count[i] += count;
                return i;
            }
        }

        if (empty >= 0)
        {
            (_free[empty], _count[empty]) = (free, count);
            return empty;
        }

        if (_groups == _free.Length)
        {
            Array.Resize(ref _free, 2 * _groups);
            Array.Resize(ref _count, 2 * _groups);
        }

        _free[_groups] = free;
        _count[_groups] = count;
        return _groups++;
    }
}
