using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Reconciling;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The <c>controller_runtime_*</c> series of one controller, under controller-runtime's names.</summary>
internal sealed class ControllerMetrics : IDisposable
{
    private static readonly LiveSeries<ControllerMetrics> Live = new();

    private static readonly Counter<long> Total = RuntimeMeter.Meter.CreateCounter<long>(
        "controller_runtime_reconcile_total", null, "Total number of reconciliations per controller");

    private static readonly Counter<long> Errors = RuntimeMeter.Meter.CreateCounter<long>(
        "controller_runtime_reconcile_errors_total", null, "Total number of reconciliation errors per controller");

    private static readonly Counter<long> TerminalErrors = RuntimeMeter.Meter.CreateCounter<long>(
        "controller_runtime_terminal_reconcile_errors_total", null, "Total number of terminal reconciliation errors per controller");

    private static readonly Histogram<double> Time = RuntimeMeter.Meter.CreateHistogram(
        "controller_runtime_reconcile_time_seconds", null, "Length of time per reconciliation per controller", null, new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [
                0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0,
                1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
            ],
        });

    private readonly KeyValuePair<string, object?> _controller;
    private readonly int _maxWorkers;
    private int _activeWorkers;

    static ControllerMetrics()
    {
        RuntimeMeter.Meter.CreateObservableGauge("controller_runtime_max_concurrent_reconciles", () => Live.Each(c => c._maxWorkers), null,
            "Maximum number of concurrent reconciles per controller");
        RuntimeMeter.Meter.CreateObservableGauge("controller_runtime_active_workers", () => Live.Each(c => Volatile.Read(ref c._activeWorkers)), null,
            "Number of currently used workers per controller");
    }

    internal ControllerMetrics(string controller, int maxWorkers)
    {
        (_controller, _maxWorkers) = (RuntimeMeter.Tag("controller", controller), maxWorkers);
        Live.Add(this, _controller);
        MetricSeries.Declare(Errors, _controller);
        MetricSeries.Declare(TerminalErrors, _controller);
        MetricSeries.Declare(Time, _controller);
        foreach (var result in new[] { "success", "requeue", "requeue_after", "error" })
            MetricSeries.Declare(Total, _controller, RuntimeMeter.Tag("result", result));
    }

    internal void Begin() => Interlocked.Increment(ref _activeWorkers);

    internal void Cancel() => Interlocked.Decrement(ref _activeWorkers);

    internal void End(ReconcileOutcome outcome, TimeSpan duration)
    {
        Interlocked.Decrement(ref _activeWorkers);
        Time.Record(duration.TotalSeconds, _controller);
        Total.Add(1, _controller, RuntimeMeter.Tag("result", Label(outcome)));
        if (outcome is ReconcileOutcome.Error or ReconcileOutcome.TerminalError)
            Errors.Add(1, _controller);
        if (outcome is ReconcileOutcome.TerminalError)
            TerminalErrors.Add(1, _controller);
    }

    public void Dispose() => Live.Remove(this);

    private static string Label(ReconcileOutcome outcome) => outcome switch
    {
        ReconcileOutcome.Success => "success",
        ReconcileOutcome.Requeue => "requeue",
        ReconcileOutcome.RequeueAfter => "requeue_after",
        _ => "error",
    };
}
