namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The <c>reflector_*</c> and <c>informer_*</c> series of one informer.</summary>
internal sealed class ReflectorMetrics : IDisposable
{
    private static readonly LiveSeries<ReflectorMetrics> Live = new();

    private readonly Func<(int Objects, bool Connected)> _state;
    private long _lists;
    private long _watches;
    private long _shortWatches;
    private long _failures;

    static ReflectorMetrics()
    {
        var meter = RuntimeMeter.Meter;
        meter.CreateObservableCounter("reflector_lists_total", () => Live.Each(r => Interlocked.Read(ref r._lists)), null, "Total number of complete lists read by the reflectors");
        meter.CreateObservableCounter("reflector_watches_total", () => Live.Each(r => Interlocked.Read(ref r._watches)), null, "Total number of watches opened by the reflectors");
        meter.CreateObservableCounter("reflector_short_watches_total", () => Live.Each(r => Interlocked.Read(ref r._shortWatches)), null,
            "Total number of watches the server closed at once without an event");
        meter.CreateObservableCounter("reflector_failures_total", () => Live.Each(r => Interlocked.Read(ref r._failures)), null, "Total number of failed lists and watches");
        meter.CreateObservableGauge("informer_objects", () => Live.Each(r => r._state().Objects), null, "Objects in the informer's cache");
        meter.CreateObservableGauge("informer_connected", () => Live.Each(r => r._state().Connected ? 1 : 0), null, "1 while the informer's cache follows the server");
    }

    /// <param name="name">Label <c>name</c>.</param>
    /// <param name="state">Read whenever the metrics are.</param>
    internal ReflectorMetrics(string name, Func<(int Objects, bool Connected)> state)
    {
        _state = state;
        Live.Add(this, RuntimeMeter.Tag("name", name));
    }

    internal void List() => Interlocked.Increment(ref _lists);

    internal void Watch() => Interlocked.Increment(ref _watches);

    internal void ShortWatch() => Interlocked.Increment(ref _shortWatches);

    internal void Failure() => Interlocked.Increment(ref _failures);

    public void Dispose() => Live.Remove(this);
}
