namespace Lepton.Sandbox.Hosting;

/// <summary>
/// A clock that runs faster or slower than the real one, stands still, or is stepped. Timers made from it follow: a change of speed moves them, a step fires
/// what falls due in between, in order.
/// </summary>
public sealed class SandboxClock : TimeProvider, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _real;
    private readonly PriorityQueue<ClockTimer, DateTimeOffset> _due = new();
    private readonly ITimer _alarm;
    private DateTimeOffset _realBase;
    private DateTimeOffset _base;
    private double _speed;

    /// <param name="speed">Sandbox seconds per real second; 0 stands still.</param>
    public SandboxClock(double speed = 1, TimeProvider? real = null)
    {
        _real = real ?? System;
        _realBase = _real.GetUtcNow();
        _base = _realBase;
        _speed = Valid(speed);
        _alarm = _real.CreateTimer(static state => ((SandboxClock)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sandbox seconds per real second; 0 when it stands still.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 100 000.</exception>
    public double Speed
    {
        get
        {
            lock (_gate)
                return _speed;
        }

        set
        {
            lock (_gate)
            {
                Rebase(Now());
                _speed = Valid(value);
            }

            Fire();
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return Now();
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Goes forward at once; whatever falls due in between happens at its time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Time does not go backwards.</exception>
    public void Step(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_gate)
            end = Now() + duration;
        while (true)
        {
            lock (_gate)
            {
                var next = _due.TryPeek(out _, out var due) && due < end ? due : end;
                if (next > Now())
                    Rebase(next);
            }

            if (!Fire() && GetUtcNow() >= end)
                return;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ClockTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose() => _alarm.Dispose();

    private static double Valid(double speed) =>
        speed is >= 0 and <= 100_000 ? speed : throw new ArgumentOutOfRangeException(nameof(speed), speed, FormattableString.Invariant($"found {speed}; expected a speed from 0 (stands still) to 100000"));

    private DateTimeOffset Now() => _base + (_real.GetUtcNow() - _realBase) * _speed;

    private void Rebase(DateTimeOffset now) => (_base, _realBase) = (now, _real.GetUtcNow());

    private void Schedule(ClockTimer timer, DateTimeOffset due)
    {
        lock (_gate)
            _due.Enqueue(timer, due);
        Arm();
    }

    /// <summary>Sets the real alarm to when the first timer is due.</summary>
    private void Arm()
    {
        lock (_gate)
        {
            while (_due.TryPeek(out var first, out var at) && first.Due != at)
                _due.Dequeue();
            var wait = _due.TryPeek(out _, out var due) && _speed > 0 ? (due - Now()) / _speed : Timeout.InfiniteTimeSpan;
            _alarm.Change(wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, 1e9)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Runs what is due; true when anything was.</summary>
    private bool Fire()
    {
        var ready = new List<ClockTimer>();
        lock (_gate)
        {
            var now = Now();
            while (_due.TryPeek(out var timer, out var due) && due <= now)
            {
                _due.Dequeue();
                if (timer.Due == due)
                    ready.Add(timer);
            }
        }

        foreach (var timer in ready)
            timer.Fire();
        Arm();
        return ready.Count > 0;
    }

    private sealed class ClockTimer(SandboxClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        /// <summary>Null when it is stopped.</summary>
        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
            if (Due is { } due)
                clock.Schedule(this, due);
            return true;
        }

        public void Fire()
        {
            Due = null;
            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
                Change(_period, _period);
            callback(state);
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
