namespace Lepton.ControllerRuntime.Tests;

/// <summary>The soak's measure of growth must find what it is there for.</summary>
public sealed class GrowthTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_fills_at_first_and_then_goes_up_and_down_has_not_grown()
    {
        var growth = Run(Hour, minute => new(Heap: (Math.Min(minute, 15) + minute % 3) << 20, Resident: 200 << 20, Threads: 20 + minute % 5, Handles: 100, Sockets: 10 + minute % 7));
        Assert.Empty(growth.Found());
    }

    [Fact]
    public void Each_kind_of_leak_is_found_and_said_with_its_figures()
    {
        var growth = Run(Hour, minute => new(Heap: minute << 20, Resident: minute << 23, Threads: minute, Handles: 2 * minute, Sockets: minute));
        Assert.Equal(["bytes of objects", "bytes resident", "threads", "handles", "sockets"], growth.Found().Select(f => f.Split(':')[0]));
        Assert.Equal("sockets: 30 in the second third of 01:00:00, 50 in the last (10 more would be allowed)", growth.Found()[^1]);
    }

    [Fact]
    public void Of_a_short_run_only_gross_growth_counts()
    {
        var quiet = Run(TimeSpan.FromSeconds(12), second => new(Heap: second << 20, Resident: second << 26, Threads: second, Handles: second, Sockets: second));
        Assert.Empty(quiet.Found());
        var leaking = Run(TimeSpan.FromSeconds(12), second => new(Heap: 0, Resident: 0, Threads: 0, Handles: 12 * second, Sockets: 12 * second));
        Assert.Equal(2, leaking.Found().Count);
    }

    [Fact]
    public void A_long_hole_between_two_looks_takes_no_third_away()
    {
        var sockets = 0;
        var growth = new Growth(TimeSpan.FromSeconds(12), () => new(Heap: 0, Resident: 0, Threads: 0, Handles: 0, Sockets: sockets += 10), _time);
        foreach (var seconds in new[] { 1, 1, 1, 8, 1, 1 })
        {
            Assert.False(growth.Enough);
            growth.Look();
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.True(growth.Enough);
        Assert.Empty(growth.Found());
        Assert.Equal((40, 60), (growth.Compared().Middle.Sockets, growth.Compared().Last.Sockets));
    }

    [Fact]
    public void Without_looks_nothing_is_claimed() => Assert.Throws<InvalidOperationException>(() => new Growth(Hour, () => default, _time).Found());

    [Fact]
    public void This_process_has_a_heap_threads_and_handles_and_a_new_socket_is_counted()
    {
        var before = Footprint.Now();
        Assert.True(before is { Heap: > 0, Resident: > 0, Threads: > 0, Handles: > 0 }, $"{before}");
        if (!OperatingSystem.IsLinux())
            return;
        var sockets = Enumerable.Range(0, 200).Select(_ => new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp)).ToList();
        var with = Footprint.Now();
        sockets.ForEach(s => s.Dispose());
        // Other tests open and close some at the same time.
        Assert.True(with.Sockets > before.Sockets + 50 && with.Handles > before.Handles + 50, $"{before}, then {with}");
    }

    private Growth Run(TimeSpan duration, Func<int, Footprint> look)
    {
        var steps = 0;
        var growth = new Growth(duration, () => look(steps), _time);
        for (; steps < 60; steps++, _time.Advance(duration / 60))
            growth.Look();
        return growth;
    }
}
