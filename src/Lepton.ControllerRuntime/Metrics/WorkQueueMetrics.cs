using System.Diagnostics.Metrics;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>What a queue looks like at this moment.</summary>
/// <param name="Depth">Keys ready.</param>
/// <param name="UnfinishedSeconds">Sum of the time spent so far on keys being worked on.</param>
/// <param name="LongestSeconds">The longest of them.</param>
internal readonly record struct WorkQueueState(int Depth, double UnfinishedSeconds, double LongestSeconds);

/// <summary>The <c>workqueue_*</c> series of one queue. Counts are read off the live queues, so that they are there from the start, whoever listens first.</summary>
internal sealed class WorkQueueMetrics : IDisposable
{
    private static readonly LiveSeries<WorkQueueMetrics> Live = new();

    private static readonly Histogram<double> QueueDuration = RuntimeMeter.Meter.CreateHistogram(
        "workqueue_queue_duration_seconds", null, "How long in seconds an item stays in workqueue before being requested", null, RuntimeMeter.QueueBuckets);

    private static readonly Histogram<double> WorkDuration = RuntimeMeter.Meter.CreateHistogram(
        "workqueue_work_duration_seconds", null, "How long in seconds processing an item from workqueue takes.", null, RuntimeMeter.QueueBuckets);

    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Func<WorkQueueState> _state;
    private long _adds;
    private long _retries;

    static WorkQueueMetrics()
    {
        var meter = RuntimeMeter.Meter;
        meter.CreateObservableGauge("workqueue_depth", () => Live.Each(q => (double)q._state().Depth), null, "Current depth of workqueue by workqueue");
        meter.CreateObservableGauge("workqueue_unfinished_work_seconds", () => Live.Each(q => q._state().UnfinishedSeconds), null,
            "How many seconds of work has been done that is in progress and hasn't been observed by work_duration. Large values indicate stuck threads.");
        meter.CreateObservableGauge("workqueue_longest_running_processor_seconds", () => Live.Each(q => q._state().LongestSeconds), null,
            "How many seconds has the longest running processor for workqueue been running.");
        meter.CreateObservableCounter("workqueue_adds_total", () => Live.Each(q => (double)Interlocked.Read(ref q._adds)), null, "Total number of adds handled by workqueue");
        meter.CreateObservableCounter("workqueue_retries_total", () => Live.Each(q => (double)Interlocked.Read(ref q._retries)), null, "Total number of retries handled by workqueue");
    }

    internal WorkQueueMetrics(string name, string controller, Func<WorkQueueState> state)
    {
        _tags = [RuntimeMeter.Tag("name", name), RuntimeMeter.Tag("controller", controller)];
        _state = state;
        MetricSeries.Declare(QueueDuration, _tags);
        MetricSeries.Declare(WorkDuration, _tags);
        Live.Add(this, _tags);
    }

    internal void Added() => Interlocked.Increment(ref _adds);

    internal void Retried() => Interlocked.Increment(ref _retries);

    internal void Waited(TimeSpan duration) => QueueDuration.Record(duration.TotalSeconds, _tags);

    internal void Worked(TimeSpan duration) => WorkDuration.Record(duration.TotalSeconds, _tags);

    public void Dispose()
    {
        Live.Remove(this);
        MetricSeries.Retire(QueueDuration, _tags[0]);
        MetricSeries.Retire(WorkDuration, _tags[0]);
    }
}
