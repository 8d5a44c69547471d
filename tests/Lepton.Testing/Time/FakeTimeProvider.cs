namespace Lepton.Testing.Time;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire inside <see cref="Advance"/>, in order of their due times, each with the clock at
/// its due time. The wall clock can be set apart from the monotonic one, as NTP does.
/// </summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _utcNow;
    private long _ticks;
    private long _created;

    /// <param name="start">The first wall-clock time; 2026-01-01T00:00:00Z when null.</param>
    public FakeTimeProvider(DateTimeOffset? start = null) => _utcNow = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time passed since the clock was made.</summary>
    public TimeSpan Elapsed => new(GetTimestamp());

    /// <summary>Timers that are set to fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count(t => t.Due is not null);
        }
    }

    /// <summary>How long until the next timer fires; null when none is set.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_gate)
                return _timers.Min(t => t.Due) is { } due ? new TimeSpan(due - _ticks) : null;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _utcNow;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer;
        lock (_gate)
            timer = new FakeTimer(this, callback, state, _created++);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the wall clock, forward or back. No timer fires and the monotonic clock does not move.</summary>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_gate)
            _utcNow += by;
    }

    /// <summary>Lets time pass and fires the timers that fall due.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long end;
        lock (_gate)
            end = _ticks + by.Ticks;
        while (TakeDue(end) is { } timer)
            timer.Callback(timer.State);
    }

    /// <summary>Time passes while the process is stopped (SIGSTOP, a suspended machine): the clock is at its end before any timer fires.</summary>
    public void Suspend(TimeSpan by)
    {
        lock (_gate)
            MoveTo(_ticks + by.Ticks);
        Advance(TimeSpan.Zero);
    }

    /// <summary>Lets time pass in steps, with pauses in which other threads run, until the condition holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="step">Time per step; 100 ms when null.</param>
    /// <param name="limit">Longest real time to wait; 60 s when null.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan? step = null, TimeSpan? limit = null)
    {
        var start = System.GetTimestamp();
        while (!condition())
        {
            if (System.GetElapsedTime(start) > (limit ?? TimeSpan.FromSeconds(60)))
                throw new TimeoutException($"the condition did not hold after {Elapsed} of fake time");
            Advance(step ?? TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
            // On a busy machine time would run away from those who act on it: what they have begun is done first, within reason.
            for (var i = 0; i < 50 && ThreadPool.PendingWorkItemCount > 0; i++)
                await Task.Delay(1);
            // What was begun before this has at least had its turn on a thread, twice over.
            for (var i = 0; i < 2; i++)
                await Task.Run(static () => { });
        }
    }

    internal void Set(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Due = dueTime == Timeout.InfiniteTimeSpan ? null : _ticks + dueTime.Ticks;
            timer.Period = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : period.Ticks;
            if (!_timers.Contains(timer))
                _timers.Add(timer);
        }
    }

    internal void Remove(FakeTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private FakeTimer? TakeDue(long end)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= end).OrderBy(t => t.Due).ThenBy(t => t.Order).FirstOrDefault();
            MoveTo(next is null ? end : Math.Max(_ticks, next.Due!.Value));
            if (next is not null)
                next.Due = next.Period is { } period ? _ticks + period : null;
            return next;
        }
    }

    private void MoveTo(long ticks)
    {
        // Several threads may advance: the clock never goes back.
        if (ticks <= _ticks)
            return;
        _utcNow += new TimeSpan(ticks - _ticks);
        _ticks = ticks;
    }
}
