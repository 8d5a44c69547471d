namespace Lepton.ControllerRuntime.Queues;

/// <summary>Keys that are added to a queue when their time has come: a heap by due time and one timer for its head.</summary>
internal sealed class DelayedAdds<TKey> : IDisposable where TKey : notnull
{
    /// <summary>Longest a timer is set for; a longer wait is set again (timers end at about 49 days).</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<TKey, long> _heap = new();

    /// <summary>The due time that counts for each key; heap entries with another time are left-overs.</summary>
    private readonly Dictionary<TKey, long> _due;
    private readonly TimeProvider _time;
    private readonly Action<TKey> _add;
    private readonly ITimer _timer;
    private bool _stopped;

    internal DelayedAdds(TimeProvider time, IEqualityComparer<TKey>? comparer, Action<TKey> add)
    {
        (_time, _add, _due) = (time, add, new(comparer));
        _timer = time.CreateTimer(static state => ((DelayedAdds<TKey>)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal int Count
    {
        get
        {
            lock (_gate)
                return _due.Count;
        }
    }

    internal void Add(TKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            var due = _time.GetTimestamp() + (long)Math.Min(delay.TotalSeconds * _time.TimestampFrequency, long.MaxValue / 2d);
            if (_stopped || (_due.TryGetValue(key, out var earlier) && earlier <= due))
                return;
            _due[key] = due;
            _heap.Enqueue(key, due);
            if (_heap.TryPeek(out _, out var first) && first == due)
                SetTimer(delay);
        }
    }

    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _due.Clear();
            _heap.Clear();
        }
    }

    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    private void Fire()
    {
        foreach (var key in TakeDue())
            _add(key);
    }

    private List<TKey> TakeDue()
    {
        var keys = new List<TKey>();
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_heap.TryPeek(out var key, out var due))
            {
                var counts = _due.TryGetValue(key, out var current) && current == due;
                if (counts && due > now)
                {
                    SetTimer(_time.GetElapsedTime(now, due));
                    break;
                }

                _heap.Dequeue();
                if (counts && _due.Remove(key))
                    keys.Add(key);
            }
        }

        return keys;
    }

    private void SetTimer(TimeSpan delay)
    {
        // Rounded up: a timer that fires a fraction early would only be set again.
        var milliseconds = Math.Ceiling(Math.Min(delay.TotalMilliseconds, LongestTimer.TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
