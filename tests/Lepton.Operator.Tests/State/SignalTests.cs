using Lepton.Operator.State;
using Lepton.Testing.Time;

namespace Lepton.Operator.Tests.State;

public sealed class SignalTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Signal _signal;

    public SignalTests() => _signal = new Signal(_time);

    [Fact]
    public async Task A_signal_ends_the_wait_also_when_it_came_before()
    {
        _signal.Set();
        await Eventually.EndAsync(_signal.WaitAsync(TimeSpan.FromHours(1), default));
        var waiting = _signal.WaitAsync(TimeSpan.FromHours(1), default);
        Assert.False(waiting.IsCompleted);
        _signal.Set();
        await Eventually.EndAsync(waiting);
    }

    [Fact]
    public async Task Without_a_signal_the_wait_ends_with_its_time()
    {
        var waiting = _signal.WaitAsync(TimeSpan.FromSeconds(30), default);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.EndAsync(waiting);
    }

    [Fact]
    public async Task Signals_of_a_burst_are_one()
    {
        for (var i = 0; i < 5; i++)
            _signal.Set();
        var burst = _signal.WaitAsync(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), default);
        await Eventually.TrueAsync(() => _time.ActiveTimers > 0);
        _signal.Set();
        await _time.AdvanceUntilAsync(() => burst.IsCompleted);
        var next = _signal.WaitAsync(TimeSpan.FromHours(1), default);
        Assert.False(next.IsCompleted);
        _signal.Set();
        await Eventually.EndAsync(next);
    }

    [Fact]
    public async Task The_end_of_the_program_ends_the_wait()
    {
        using var end = new CancellationTokenSource();
        var waiting = _signal.WaitAsync(TimeSpan.FromHours(1), end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
