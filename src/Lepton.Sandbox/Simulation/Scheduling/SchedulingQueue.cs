using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>
/// Pods that wait for a node: those to be tried, by priority then age, and those that failed and wait for something to change. A change that may help
/// moves the latter back (<see cref="Stir"/>); its number lets equal Pods share one failure.
/// </summary>
internal sealed class SchedulingQueue
{
    private readonly SortedSet<(long Rank, long Order, ObjectName Pod)> _active = new(Comparer<(long Rank, long Order, ObjectName Pod)>.Create(Compare));
    private readonly Dictionary<ObjectName, (long Rank, long Order)> _waiting = [];
    private readonly Dictionary<ObjectName, (long Rank, long Order)> _known = [];
    private readonly HashSet<ObjectName> _dependents = [];
    private readonly Dictionary<string, (int Stir, string Message)> _failedGroups = new(StringComparer.Ordinal);
    private long _order;
    private int _stir;

    public bool HasActive => _active.Count > 0;

    public int Waiting => _waiting.Count;

    /// <summary>Pods that failed, most important first.</summary>
    public IEnumerable<ObjectName> WaitingPods => _waiting.OrderBy(static pair => pair.Value.Rank).ThenBy(static pair => pair.Value.Order).Select(static pair => pair.Key);

    public void Add(ObjectName pod, long priority)
    {
        if (_known.ContainsKey(pod))
            return;
        var place = _known[pod] = (-priority, _order++);
        _active.Add((place.Item1, place.Item2, pod));
    }

    public void Remove(ObjectName pod)
    {
        if (!_known.Remove(pod, out var place))
            return;
        _waiting.Remove(pod);
        _dependents.Remove(pod);
        _active.Remove((place.Rank, place.Order, pod));
    }

    public ObjectName? Next()
    {
        if (_active.Count == 0)
            return null;
        var first = _active.Min;
        _active.Remove(first);
        return first.Pod;
    }

    /// <summary>Puts a Pod that found no node aside.</summary>
    /// <param name="group">Pods of the same group and stir fail alike; null for a Pod on its own.</param>
    /// <param name="dependsOnOthers">Whether a Pod bound elsewhere may help it.</param>
    public void Park(ObjectName pod, string? group, string message, bool dependsOnOthers)
    {
        if (!_known.TryGetValue(pod, out var place))
            return;
        _waiting[pod] = place;
        if (dependsOnOthers)
            _dependents.Add(pod);
        else if (group is not null)
            _failedGroups[group] = (_stir, message);
    }

    /// <summary>The message an equal Pod failed with since the last change that might have helped.</summary>
    public string? FailureOf(string group) => _failedGroups.TryGetValue(group, out var failure) && failure.Stir == _stir ? failure.Message : null;

    public void Stir()
    {
        _stir++;
        _failedGroups.Clear();
        foreach (var (pod, place) in _waiting)
            _active.Add((place.Rank, place.Order, pod));
        _waiting.Clear();
        _dependents.Clear();
    }

    /// <summary>A Pod found a place: only those that look at others are tried again.</summary>
    public void StirDependents()
    {
        foreach (var pod in _dependents)
        {
            if (_waiting.Remove(pod, out var place))
                _active.Add((place.Rank, place.Order, pod));
        }

        _dependents.Clear();
    }

    private static int Compare((long Rank, long Order, ObjectName Pod) left, (long Rank, long Order, ObjectName Pod) right)
    {
        var byRank = left.Rank.CompareTo(right.Rank);
        return byRank != 0 ? byRank : left.Order.CompareTo(right.Order);
    }
}
