using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>Ways back: to a copy of everything, to the last mark, to where a recording began.</summary>
internal sealed partial class State
{
    /// <summary>Everything that is placed, and the nodes opened for it.</summary>
    internal sealed record Snapshot(Part[][] Parts, int[] NewNodes);

    internal Snapshot Save() => new((Part[][])_parts.Clone(), _pools.Select(p => p.NewNodes).ToArray());

    /// <summary>Puts a saved placement back, without asking again whether it fits. What is saved must be <see cref="Sound"/>.</summary>
    internal void Restore(Snapshot saved)
    {
        for (var m = 0; m < _parts.Length; m++)
        {
            PutBack(m, saved.Parts[m]);
        }

        for (var p = 0; p < _pools.Length; p++)
        {
            SetNodes(_pools[p], saved.NewNodes[p]);
        }

        Settle();
    }

    /// <summary>From here on there is a way back (<see cref="Return"/>). The state must be <see cref="Sound"/>, and no model be replaced or added before it is used.</summary>
    internal void Mark() => (_wayBack ??= new WayBack(_parts.Length, _pools.Length)).Mark();

    /// <summary>Back to where <see cref="Mark"/> was called last.</summary>
    internal void Return()
    {
        var way = _wayBack ?? throw new InvalidOperationException("no way back was marked");
        _wayBack = null;
        foreach (var (model, parts) in way.Changed)
        {
            PutBack(model, parts);
        }

        foreach (var (pool, nodes) in way.Opened)
        {
            SetNodes(_pools[pool], nodes);
        }

        Settle();
    }

    /// <summary>The way back is no longer needed.</summary>
    internal void Forget() => _wayBack = null;

    /// <summary>From now on changes are remembered, so that they can be taken back at the cost of what was changed. The state must be <see cref="Sound"/>.</summary>
    internal void Begin()
    {
        _recording = true;
        _changed.Clear();
        _opened.Clear();
    }

    internal void Commit() => _recording = false;

    /// <summary>The placement a model had when the recording began.</summary>
    internal Part[] Before(int model)
    {
        foreach (var (changed, parts) in _changed)
        {
            if (changed == model)
            {
                return parts;
            }
        }

        return _parts[model];
    }

    /// <summary>Back to where the recording began.</summary>
    internal void Rollback(double total)
    {
        _recording = false;
        _loose.Clear();
        for (var i = _changed.Count - 1; i >= 0; i--)
        {
            var (model, parts) = _changed[i];
            Exchange(model, parts);
        }

        for (var i = _opened.Count - 1; i >= 0; i--)
        {
            SetNodes(_opened[i].Pool, _opened[i].NewNodes);
        }

        Total = total;
    }

    private void PutBack(int model, Part[] parts)
    {
        if (!ReferenceEquals(parts, _parts[model]))
        {
            Exchange(model, parts);
        }
    }

    /// <summary>A placement that was sound stands again: nothing of the total is carried on from before.</summary>
    private void Settle()
    {
        _loose.Clear();
        Total = _modelCost.Sum();
        foreach (var pool in _pools)
        {
            Total += pool.NewNodes * pool.Pool.NodePrice;
        }
    }
}
