using System.Diagnostics.CodeAnalysis;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>A key of a controller, to be reconciled.</summary>
internal readonly record struct WorkItem(IController Controller, ObjectName Key);

/// <summary>Work due later; of two delays of one item the earlier holds. Items due at the same time come in the order they were added.</summary>
internal sealed class DelayQueue
{
    private readonly PriorityQueue<WorkItem, (DateTimeOffset Due, long Order)> _queue = new();
    private readonly Dictionary<WorkItem, DateTimeOffset> _due = [];
    private long _order;

    /// <summary>When the next item is due; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            SkipReplaced();
            return _queue.TryPeek(out _, out var priority) ? priority.Due : null;
        }
    }

    public void Add(WorkItem item, DateTimeOffset due)
    {
        if (_due.TryGetValue(item, out var known) && known <= due)
            return;
        _due[item] = due;
        _queue.Enqueue(item, (due, _order++));
    }

    public bool TryTake(DateTimeOffset now, [NotNullWhen(true)] out WorkItem? item)
    {
        SkipReplaced();
        item = null;
        if (!_queue.TryPeek(out var next, out var priority) || priority.Due > now)
            return false;
        _queue.Dequeue();
        _due.Remove(next);
        item = next;
        return true;
    }

    private void SkipReplaced()
    {
        while (_queue.TryPeek(out var item, out var priority) && (!_due.TryGetValue(item, out var due) || due != priority.Due))
            _queue.Dequeue();
    }
}
