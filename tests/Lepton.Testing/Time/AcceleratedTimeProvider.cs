namespace Lepton.Testing.Time;

/// <summary>
/// A clock that runs so many times faster than the real one, for tests over real sockets that have minutes of patience to go through. The wall clock can
/// be made to jump, as NTP or a resumed machine does, while the monotonic one and all timers go on.
/// </summary>
/// <param name="factor">Seconds of this clock per real second.</param>
public sealed class AcceleratedTimeProvider(double factor) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private readonly DateTimeOffset _wallStart = System.GetUtcNow();
    private long _jumpTicks;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>By how much the wall clock was set, all jumps together.</summary>
    public TimeSpan Jumped => new(Interlocked.Read(ref _jumpTicks));

    public override long GetTimestamp() => (long)(System.GetElapsedTime(_start).Ticks * factor);

    public override DateTimeOffset GetUtcNow() => _wallStart + new TimeSpan(GetTimestamp()) + Jumped;

    public void JumpWallClock(TimeSpan by) => Interlocked.Add(ref _jumpTicks, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    // Rounded up: a timer that fires early would find that its time has not come.
    private TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / factor));

    private sealed class ScaledTimer(ITimer timer, AcceleratedTimeProvider clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
