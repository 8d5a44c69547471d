using Lepton.ControllerRuntime.Queues;

namespace Lepton.ControllerRuntime.Tests.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new(nameof(WorkQueueTests), _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Keys_come_out_in_the_order_they_came_in()
    {
        _queue.Add("a");
        _queue.Add("b");
        _queue.Add("c");

        Assert.Equal(["a", "b", "c"], [(await _queue.GetAsync()).Key, (await _queue.GetAsync()).Key, (await _queue.GetAsync()).Key]);
    }

    [Fact]
    [Trait("Rule", "WorkQueue/add-while-queued-is-a-no-op")]
    public async Task Add_while_queued_is_a_no_op()
    {
        _queue.Add("a");
        _queue.Add("a");
        Assert.Equal(1, _queue.Count);

        Assert.Equal("a", (await _queue.GetAsync()).Key);
        _queue.Done("a");
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    [Trait("Rule", "WorkQueue/add-while-processing-queues-once-at-done")]
    public async Task Add_while_processing_queues_once_at_done()
    {
        _queue.Add("a");
        await _queue.GetAsync();
        _queue.Add("a");
        _queue.Add("a");
        Assert.Equal(0, _queue.Count);

        _queue.Done("a");
        Assert.Equal(1, _queue.Count);
        Assert.Equal("a", (await _queue.GetAsync()).Key);
        _queue.Done("a");
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task A_waiting_worker_gets_the_next_key()
    {
        var waiting = _queue.GetAsync().AsTask();
        Assert.False(waiting.IsCompleted);

        _queue.Add("a");
        Assert.Equal("a", (await Eventually.ResultAsync(waiting)).Key);
    }

    [Fact]
    public async Task A_cancelled_wait_loses_no_key()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _queue.GetAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        _queue.Add("a");
        Assert.Equal("a", (await _queue.GetAsync()).Key);
    }

    [Fact]
    public async Task Done_of_a_key_nobody_works_on_is_ignored()
    {
        _queue.Done("a");
        _queue.Add("a");
        _queue.Done("a");

        Assert.Equal(1, _queue.Count);
        Assert.Equal("a", (await _queue.GetAsync()).Key);
    }

    [Fact]
    public void AddAfter_adds_when_the_time_has_come_and_not_before()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal((0, 1), (_queue.Count, _queue.DelayedCount));

        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal((1, 0), (_queue.Count, _queue.DelayedCount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [Trait("Rule", "WorkQueue/add-after-zero-is-now")]
    public void AddAfter_zero_or_less_is_now(int seconds)
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(seconds));

        Assert.Equal((1, 0), (_queue.Count, _queue.DelayedCount));
    }

    [Theory]
    [InlineData(5, 60)]
    [InlineData(60, 5)]
    [Trait("Rule", "WorkQueue/add-after-keeps-the-earlier-time")]
    public async Task AddAfter_a_duplicate_keeps_the_earlier_time(int first, int second)
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(first));
        _queue.AddAfter("a", TimeSpan.FromSeconds(second));
        Assert.Equal(1, _queue.DelayedCount);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal((1, 0), (_queue.Count, _queue.DelayedCount));
        await _queue.GetAsync();
        _queue.Done("a");

        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void AddAfter_of_many_keys_fires_each_at_its_own_time()
    {
        for (var i = 10; i >= 1; i--)
            _queue.AddAfter($"k{i}", TimeSpan.FromSeconds(i));

        for (var i = 1; i <= 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal((i, 10 - i), (_queue.Count, _queue.DelayedCount));
        }
    }

    [Fact]
    public void A_jump_of_the_wall_clock_moves_no_delay()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _time.JumpWallClock(TimeSpan.FromDays(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _queue.Count);

        _time.JumpWallClock(TimeSpan.FromDays(-2));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public async Task AddRateLimited_doubles_until_forgotten()
    {
        foreach (var milliseconds in new[] { 5, 10, 20, 40 })
        {
            _queue.AddRateLimited("a");
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.Equal(0, _queue.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, _queue.Count);
            await _queue.GetAsync();
            _queue.Done("a");
        }

        Assert.Equal(4, _queue.NumRequeues("a"));
        _queue.Forget("a");
        Assert.Equal(0, _queue.NumRequeues("a"));
        _queue.AddRateLimited("a");
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public async Task An_add_while_delayed_does_not_cancel_the_delayed_one()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _queue.Add("a");
        await _queue.GetAsync();
        _queue.Done("a");
        Assert.Equal(0, _queue.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _queue.Count);
    }
}
