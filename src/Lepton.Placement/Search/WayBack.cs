using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>What differs from a placement that is worth coming back to: it costs as much as what has changed since, not as much as the fleet, and a search may find a new best at every other step.</summary>
internal sealed class WayBack(int models, int pools)
{
    private readonly int[] _changedAt = new int[models];
    private readonly int[] _openedAt = new int[pools];
    private readonly List<(int Model, Part[] Parts)> _changed = [];
    private readonly List<(int Pool, int NewNodes)> _opened = [];
    private int _time = 1;

    /// <summary>Models that were changed since, with what they had then.</summary>
    internal IReadOnlyList<(int Model, Part[] Parts)> Changed => _changed;

    /// <summary>Pools of which the opened nodes were changed since, with how many there were.</summary>
    internal IReadOnlyList<(int Pool, int NewNodes)> Opened => _opened;

    /// <summary>From now on this is the placement to come back to.</summary>
    internal void Mark()
    {
        _time++;
        _changed.Clear();
        _opened.Clear();
    }

    internal void Note(int model, Part[] before)
    {
        if (_changedAt[model] != _time)
        {
            _changedAt[model] = _time;
            _changed.Add((model, before));
        }
    }

    internal void NoteNodes(int pool, int before)
    {
        if (_openedAt[pool] != _time)
        {
            _openedAt[pool] = _time;
            _opened.Add((pool, before));
        }
    }
}
