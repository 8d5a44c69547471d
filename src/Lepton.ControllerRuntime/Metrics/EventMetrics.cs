namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The <c>events_*</c> series of one recorder.</summary>
internal sealed class EventMetrics : IDisposable
{
    private static readonly LiveSeries<EventMetrics> Live = new();

    private readonly Func<int> _waiting;
    private long _written;
    private long _dropped;

    static EventMetrics()
    {
        RuntimeMeter.Meter.CreateObservableCounter("events_written_total", () => Live.Each(r => Interlocked.Read(ref r._written)), null, "Total number of events and series updates written");
        RuntimeMeter.Meter.CreateObservableCounter("events_dropped_total", () => Live.Each(r => r.DroppedSoFar), null, "Total number of events dropped because the queue was full or the server refused them");
        RuntimeMeter.Meter.CreateObservableGauge("events_waiting", () => Live.Each(r => r._waiting()), null, "Events waiting to be written");
    }

    internal EventMetrics(string controller, Func<int> waiting)
    {
        _waiting = waiting;
        Live.Add(this, RuntimeMeter.Tag("controller", controller));
    }

    internal long DroppedSoFar => Interlocked.Read(ref _dropped);

    internal void Write() => Interlocked.Increment(ref _written);

    internal void Drop() => Interlocked.Increment(ref _dropped);

    public void Dispose() => Live.Remove(this);
}
