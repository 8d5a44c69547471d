using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Testing.Fakes;
using Lepton.Testing.Logging;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Tests.Reconciling;

public sealed class ControllerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private Controller<string>? _controller;
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.EndAsync(_running);
        _controller?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    [Trait("Rule", "Reconcile/success-forgets")]
    public async Task Success_forgets_the_failures_of_the_key()
    {
        var failures = 3;
        var reconciler = Run(_ => failures-- > 0 ? throw new InvalidOperationException("not yet") : ReconcileResult.Success);
        _controller!.Queue.Add("a");
        await _time.AdvanceUntilAsync(() => reconciler.Calls.Count == 4);
        await Eventually.TrueAsync(() => _controller.Queue.NumRequeues("a") == 0);

        Assert.Equal(0, _controller.Queue.DelayedCount);
    }

    [Fact]
    [Trait("Rule", "Reconcile/error-is-rate-limited")]
    [Trait("Rule", "Reconcile/done-always")]
    [Trait("Rule", "Complaints/a-throwing-reconcile-is-retried")]
    public async Task An_error_is_tried_again_rate_limited()
    {
        var reconciler = Run(_ => throw new InvalidOperationException("always"));
        _controller!.Queue.Add("a");
        foreach (var milliseconds in new[] { 5, 10, 20, 40, 80 })
        {
            var calls = reconciler.Calls.Count + 1;
            await Eventually.TrueAsync(() => reconciler.Calls.Count >= calls - 1 && _controller.Queue.DelayedCount == 1);
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.Equal(1, _controller.Queue.DelayedCount);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.TrueAsync(() => reconciler.Calls.Count >= calls);
        }

        Assert.Empty(reconciler.Doubles);
    }

    [Fact]
    [Trait("Rule", "Reconcile/terminal-error-is-counted-not-retried")]
    [Trait("Rule", "Reconcile/done-always")]
    public async Task A_terminal_error_is_not_tried_again_until_something_changes()
    {
        var reconciler = Run(_ => throw new TerminalException("no such GPU"));
        _controller!.Queue.Add("a");
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 1);
        _controller.Queue.Add("b");
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 2);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal((0, 0), (_controller.Queue.DelayedCount, _controller.Queue.Count));
        _controller.Queue.Add("a");
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 3);
    }

    [Fact]
    [Trait("Rule", "Reconcile/requeue-after-forgets-and-adds-after")]
    public async Task RequeueAfter_forgets_and_comes_back_after_the_time()
    {
        var failed = false;
        var reconciler = Run(_ =>
        {
            if (failed)
                return ReconcileResult.After(TimeSpan.FromMinutes(5));
            failed = true;
            throw new InvalidOperationException("first");
        });
        _controller!.Queue.Add("a");
        await _time.AdvanceUntilAsync(() => reconciler.Calls.Count == 2, TimeSpan.FromMilliseconds(5));
        await Eventually.TrueAsync(() => _controller.Queue.DelayedCount == 1);

        Assert.Equal(0, _controller.Queue.NumRequeues("a"));
        _time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(1, _controller.Queue.DelayedCount);
        _time.Advance(TimeSpan.FromMinutes(0.2));
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 3);
    }

    [Fact]
    [Trait("Rule", "Complaints/a-requeue-survives-status-updates")]
    public async Task A_requeue_in_time_is_not_lost_by_changes_in_between()
    {
        // Only the first asks to come back: nobody asks again for what would be lost.
        var asked = false;
        var reconciler = Run(_ =>
        {
            var result = asked ? ReconcileResult.Success : ReconcileResult.After(TimeSpan.FromMinutes(1));
            asked = true;
            return result;
        });
        _controller!.Queue.Add("a");
        await Eventually.TrueAsync(() => _controller.Queue.DelayedCount == 1);
        // A status write of our own comes back as a change.
        _controller.Queue.Add("a");
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 2);
        _controller.Queue.Add("b");
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 3);
        _time.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(() => reconciler.Calls.Count == 4);
        Assert.Equal(["a", "a", "b", "a"], reconciler.Calls);
    }

    [Fact]
    public async Task Again_is_rate_limited()
    {
        var reconciler = Run(_ => ReconcileResult.Again);
        _controller!.Queue.Add("a");
        await Eventually.TrueAsync(() => _controller.Queue.DelayedCount == 1);

        Assert.Equal(1, _controller.Queue.NumRequeues("a"));
        await _time.AdvanceUntilAsync(() => reconciler.Calls.Count == 2, TimeSpan.FromMilliseconds(5));
        await Eventually.TrueAsync(() => _controller.Queue.NumRequeues("a") == 2);
    }

    /// <summary>Tried again as an error is, but counted and logged as none.</summary>
    [Fact]
    [Trait("Rule", "Writes/conflict-requeues")]
    public async Task A_conflict_is_a_requeue()
    {
        using var exporter = new PrometheusExporter();
        using var log = new LogCollector();
        var conflicts = 2;
        var reconciler = new ScriptedReconciler(_ => conflicts-- > 0 ? throw FakeErrors.Conflict("leptonmodels \"a\"") : ReconcileResult.Success);
        _controller = new(reconciler, new() { Name = "conflicted", Time = _time }, log.CreateLogger<Controller<string>>());
        _running = _controller.RunAsync(_stop.Token);
        _controller.Queue.Add("a");
        await _time.AdvanceUntilAsync(() => reconciler.Calls.Count == 3, TimeSpan.FromMilliseconds(5));
        await Eventually.TrueAsync(() => exporter.Render().Contains("controller_runtime_reconcile_total{controller=\"conflicted\",result=\"success\"} 1\n", StringComparison.Ordinal));

        var metrics = exporter.Render();
        Assert.Contains("controller_runtime_reconcile_total{controller=\"conflicted\",result=\"requeue\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains("controller_runtime_reconcile_errors_total{controller=\"conflicted\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Empty(log.Of(LogLevel.Error));
    }

    [Fact]
    public void Only_a_version_that_was_overtaken_is_a_stale_write()
    {
        Assert.True(StaleWrites.IsStale(FakeErrors.Conflict("x")));
        Assert.False(StaleWrites.IsStale(FakeErrors.ApplyConflict("kubectl")));
        Assert.False(StaleWrites.IsStale(FakeErrors.AlreadyExists("x")));
    }

    [Fact]
    [Trait("Rule", "WorkQueue/a-key-never-runs-twice-at-once")]
    [Trait("Rule", "Complaints/one-object-is-never-reconciled-twice-at-once")]
    public async Task One_key_is_never_reconciled_twice_at_once_and_others_are()
    {
        var release = new TaskCompletionSource();
        var reconciler = Run(async (_, _) =>
        {
            await release.Task;
            return ReconcileResult.Success;
        }, workers: 3);
        foreach (var key in new[] { "a", "b", "c", "d" })
            _controller!.Queue.Add(key);
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 3);
        _controller!.Queue.Add("a");
        _controller.Queue.Add("a");
        release.SetResult();
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 5);

        // Which worker writes itself down first is chance.
        Assert.Equal(["a", "b", "c"], reconciler.Calls.Take(3).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "d"], reconciler.Calls.Skip(3).Order(StringComparer.Ordinal));
        Assert.Empty(reconciler.Doubles);
        Assert.Equal(3, reconciler.MostAtOnce);
    }

    [Fact]
    public async Task A_reconcile_that_takes_too_long_is_cancelled_and_tried_again()
    {
        var reconciler = Run(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return ReconcileResult.Success;
        }, timeout: TimeSpan.FromSeconds(30));
        _controller!.Queue.Add("a");
        await _time.AdvanceUntilAsync(() => reconciler.Calls.Count == 2, TimeSpan.FromSeconds(1));

        Assert.Equal(1, _controller.Queue.NumRequeues("a"));
    }

    [Fact]
    public async Task Stopping_cancels_the_running_reconcile_waits_for_it_and_begins_no_other()
    {
        var ended = false;
        var reconciler = Run(async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await Task.Yield();
                ended = true;
            }

            return ReconcileResult.Success;
        });
        _controller!.Queue.Add("a");
        _controller.Queue.Add("b");
        await Eventually.TrueAsync(() => reconciler.Calls.Count == 1);
        await _stop.CancelAsync();
        await Eventually.EndAsync(_running);

        Assert.True(ended);
        Assert.Equal(["a"], reconciler.Calls);
        Assert.Equal(0, _controller.Queue.NumRequeues("a"));
    }

    [Fact]
    public void A_controller_without_workers_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(_ => ReconcileResult.Success, workers: 0));

    private ScriptedReconciler Run(Func<string, ReconcileResult> script, int workers = 1) =>
        Run((key, _) => Task.FromResult(script(key)), workers);

    private ScriptedReconciler Run(Func<string, CancellationToken, Task<ReconcileResult>> script, int workers = 1, TimeSpan? timeout = null)
    {
        var reconciler = new ScriptedReconciler(script);
        _controller = new(reconciler, new() { Name = nameof(ControllerTests), MaxConcurrentReconciles = workers, ReconcileTimeout = timeout, Time = _time });
        _running = _controller.RunAsync(_stop.Token);
        return reconciler;
    }
}
