using Lepton.Sandbox.Hosting;

namespace Lepton.Sandbox.Tests.Hosting;

public sealed class SandboxClockTests
{
    private readonly ManualTime _real = new();

    [Theory]
    [InlineData(1, 10)]
    [InlineData(60, 600)]
    [InlineData(0.5, 5)]
    [InlineData(0, 0)]
    public void It_goes_as_fast_as_it_is_told(double speed, double expected)
    {
        using var clock = new SandboxClock(speed, _real);
        var start = clock.GetUtcNow();
        _real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(expected, (clock.GetUtcNow() - start).TotalSeconds, 6);
        Assert.Equal(TimeSpan.FromSeconds(expected), clock.GetElapsedTime(start.UtcTicks));
    }

    [Fact]
    public void A_change_of_speed_loses_nothing_and_jumps_nowhere()
    {
        using var clock = new SandboxClock(10, _real);
        var start = clock.GetUtcNow();
        _real.Advance(TimeSpan.FromSeconds(3));
        clock.Speed = 0;
        _real.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(30, (clock.GetUtcNow() - start).TotalSeconds, 6);
        clock.Speed = 2;
        _real.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(40, (clock.GetUtcNow() - start).TotalSeconds, 6);
    }

    [Fact]
    public void Timers_follow_the_speed_and_its_changes()
    {
        using var clock = new SandboxClock(10, _real);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);
        _real.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, fired);
        clock.Speed = 1;
        _real.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, fired);
        _real.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(1, fired);
        _real.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_step_fires_what_falls_due_in_between_at_its_time_and_in_order()
    {
        using var clock = new SandboxClock(0, _real);
        var start = clock.GetUtcNow();
        var log = new List<(string, double)>();
        using var late = clock.CreateTimer(_ => log.Add(("late", Seconds())), null, TimeSpan.FromSeconds(50), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => log.Add(("often", Seconds())), null, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
        using var stopped = clock.CreateTimer(_ => log.Add(("stopped", Seconds())), null, TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
        using var beyond = clock.CreateTimer(_ => log.Add(("beyond", Seconds())), null, TimeSpan.FromSeconds(71), Timeout.InfiniteTimeSpan);
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Step(TimeSpan.FromSeconds(70));
        Assert.Equal([("often", 20), ("often", 40), ("late", 50), ("often", 60)], log);
        Assert.Equal(70, Seconds(), 6);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Step(TimeSpan.FromSeconds(-1)));

        double Seconds() => Math.Round((clock.GetUtcNow() - start).TotalSeconds, 6);
    }

    [Fact]
    public void A_timer_made_by_a_timer_within_a_step_fires_too()
    {
        using var clock = new SandboxClock(0, _real);
        var depth = 0;
        Again(null);
        clock.Step(TimeSpan.FromSeconds(10));
        Assert.Equal(10, depth);

        void Again(object? state)
        {
            if (state is not null)
                depth++;
            clock.CreateTimer(Again, this, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(200_000)]
    public void A_speed_that_makes_no_sense_is_refused(double speed)
    {
        using var clock = new SandboxClock(1, _real);
        Assert.Contains("expected a speed from 0", Assert.Throws<ArgumentOutOfRangeException>(() => clock.Speed = speed).Message, StringComparison.Ordinal);
        Assert.Equal(1, clock.Speed);
    }

    /// <summary>A clock whose timers fire when it is moved.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly List<Timer> _timers = [];
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by)
        {
            var end = _now + by;
            while (_timers.Where(timer => timer.Due <= end).OrderBy(timer => timer.Due).FirstOrDefault() is { } next)
            {
                _now = next.Due!.Value > _now ? next.Due.Value : _now;
                next.Due = null;
                next.Run();
            }

            _now = end;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(this, () => callback(state));
            timer.Change(dueTime, period);
            _timers.Add(timer);
            return timer;
        }

        private sealed class Timer(ManualTime time, Action run) : ITimer
        {
            public DateTimeOffset? Due { get; set; }

            public void Run() => run();

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                return true;
            }

            public void Dispose() => Due = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
