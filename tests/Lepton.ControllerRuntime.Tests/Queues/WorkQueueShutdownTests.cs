using Lepton.ControllerRuntime.Queues;

namespace Lepton.ControllerRuntime.Tests.Queues;

public sealed class WorkQueueShutdownTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueShutdownTests() => _queue = new(nameof(WorkQueueShutdownTests), _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    [Trait("Rule", "WorkQueue/adds-after-shutdown-are-dropped")]
    public async Task After_shutdown_adds_are_dropped()
    {
        _queue.AddAfter("delayed", TimeSpan.FromSeconds(1));
        _queue.ShutDown();
        _queue.Add("a");
        _queue.AddAfter("b", TimeSpan.Zero);
        _queue.AddAfter("c", TimeSpan.FromSeconds(1));
        _queue.AddRateLimited("d");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((0, 0), (_queue.Count, _queue.DelayedCount));
        Assert.True((await _queue.GetAsync()).IsShutDown);
    }

    [Fact]
    public async Task Queued_keys_are_still_handed_out_after_shutdown()
    {
        _queue.Add("a");
        _queue.ShutDown();

        Assert.Equal(new Dequeued<string>(false, "a"), await _queue.GetAsync());
        Assert.True((await _queue.GetAsync()).IsShutDown);
    }

    [Fact]
    public async Task Waiting_workers_are_told_of_the_shutdown()
    {
        var waiting = new[] { _queue.GetAsync().AsTask(), _queue.GetAsync().AsTask() };
        _queue.ShutDown();

        foreach (var worker in waiting)
            Assert.True((await Eventually.ResultAsync(worker)).IsShutDown);
    }

    [Fact]
    public async Task A_key_added_while_processing_before_shutdown_is_still_done()
    {
        _queue.Add("a");
        await _queue.GetAsync();
        _queue.Add("a");
        _queue.ShutDown();
        _queue.Done("a");

        Assert.Equal("a", (await _queue.GetAsync()).Key);
    }

    [Fact]
    [Trait("Rule", "WorkQueue/drain-waits")]
    public async Task Drain_waits_until_everything_queued_is_done()
    {
        _queue.Add("a");
        _queue.Add("b");
        await _queue.GetAsync();
        var drained = _queue.ShutDownWithDrainAsync();
        _queue.Done("a");
        Assert.False(drained.IsCompleted);

        Assert.Equal("b", (await _queue.GetAsync()).Key);
        Assert.False(drained.IsCompleted);
        _queue.Done("b");
        await Eventually.EndAsync(drained);
    }

    [Fact]
    [Trait("Rule", "WorkQueue/drain-waits")]
    public async Task Drain_waits_for_what_is_being_worked_on()
    {
        _queue.Add("a");
        _queue.Add("b");
        await _queue.GetAsync();
        await _queue.GetAsync();
        var drained = _queue.ShutDownWithDrainAsync();
        Assert.False(drained.IsCompleted);
        _queue.Done("b");
        Assert.False(drained.IsCompleted);
        _queue.Done("a");
        await Eventually.EndAsync(drained);
    }

    [Fact]
    public async Task Drain_of_an_idle_queue_ends_at_once() => await Eventually.EndAsync(_queue.ShutDownWithDrainAsync());

    [Fact]
    public async Task Drain_can_be_given_up()
    {
        _queue.Add("a");
        using var cancel = new CancellationTokenSource();
        var drained = _queue.ShutDownWithDrainAsync(cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drained);
    }
}
