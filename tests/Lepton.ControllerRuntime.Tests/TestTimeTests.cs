namespace Lepton.ControllerRuntime.Tests;

/// <summary>The fake clock is what all other tests stand on.</summary>
public sealed class TestTimeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<(string Name, TimeSpan At)> _fired = [];

    [Fact]
    public void Timers_fire_in_order_with_the_clock_at_their_due_time()
    {
        using var second = Timer("second", 2);
        using var first = Timer("first", 1);
        using var periodic = Timer("tick", 1, 1);
        _time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal([("first", 1), ("tick", 1), ("second", 2), ("tick", 2)], _fired.Select(f => (f.Name, (int)f.At.TotalSeconds)));
        Assert.Equal(TimeSpan.FromSeconds(2.5), _time.Elapsed);
        Assert.Equal((1, TimeSpan.FromSeconds(0.5)), (_time.ActiveTimers, _time.NextTimer));
    }

    [Fact]
    public void Suspended_time_fires_timers_only_at_its_end()
    {
        using var timer = Timer("late", 1);
        _time.Suspend(TimeSpan.FromSeconds(20));

        Assert.Equal([("late", TimeSpan.FromSeconds(20))], _fired);
    }

    [Fact]
    public void A_wall_clock_jump_moves_no_timer_and_no_timestamp()
    {
        using var timer = Timer("t", 1);
        var timestamp = _time.GetTimestamp();
        var before = _time.GetUtcNow();
        _time.JumpWallClock(TimeSpan.FromDays(1));

        Assert.Equal((before.AddDays(1), timestamp), (_time.GetUtcNow(), _time.GetTimestamp()));
        Assert.Empty(_fired);
    }

    [Fact]
    public async Task Delays_and_timeouts_of_the_framework_follow_it()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), _time);
        using var timeout = new CancellationTokenSource(TimeSpan.FromHours(2), _time);
        _time.Advance(TimeSpan.FromHours(1));
        await Eventually.EndAsync(delay);
        Assert.False(timeout.IsCancellationRequested);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(timeout.IsCancellationRequested);
    }

    [Fact]
    public async Task A_timer_that_is_due_at_once_fires_without_being_advanced()
    {
        using var timer = Timer("now", 0);
        await Eventually.TrueAsync(() => _fired.Count == 1);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task Waiting_for_what_never_comes_says_so()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _time.AdvanceUntilAsync(() => false, limit: TimeSpan.FromMilliseconds(20)));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.TrueAsync(() => 1 > 2, TimeSpan.FromMilliseconds(20)));
        Assert.Contains("1 > 2", error.Message, StringComparison.Ordinal);
    }

    private ITimer Timer(string name, double dueSeconds, double? periodSeconds = null) => _time.CreateTimer(
        _ => _fired.Add((name, _time.Elapsed)), null, TimeSpan.FromSeconds(dueSeconds), periodSeconds is { } p ? TimeSpan.FromSeconds(p) : Timeout.InfiniteTimeSpan);
}
