using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lepton.Kubernetes.Http;

namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>
/// Listens to meters and writes what their instruments measured as Prometheus text. Every instrument is there from the moment it exists; its known
/// label sets (<see cref="MetricSeries"/>) are there at zero. Make it before the work starts: it does not know what was counted before.
/// </summary>
public sealed class PrometheusExporter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly HashSet<string> _meters;
    private readonly Lock _rendering = new();
    private readonly TimeProvider _time = TimeProvider.System;

    /// <param name="meters">Names of the meters to export besides this library's.</param>
    public PrometheusExporter(params IEnumerable<string> meters)
    {
        _meters = [RuntimeMeter.Name, ClientMetrics.MeterName, .. meters];
        ProcessMetrics.Register();
        ClientMetrics.Register();
        _listener.InstrumentPublished = Publish;
        _listener.MeasurementsCompleted = Complete;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => Record(family, (double)value, tags));
        MetricSeries.Retired += Retire;
        ClientMetrics.HostGone += RetireHost;
        _listener.Start();
    }

    /// <summary>What is exported at present, by name: whether or not anything was measured.</summary>
    public IReadOnlyList<ExportedMetric> Metrics => [.. _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal).Select(ExportedMetric.Of)];

    /// <summary>Everything as it is now.</summary>
    public string Render(ExpositionFormat format = ExpositionFormat.Prometheus)
    {
        lock (_rendering)
        {
            foreach (var family in _families.Values)
                family.Reset();
            _listener.RecordObservableInstruments();
            var writer = new ExpositionWriter(format);
            foreach (var family in _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal))
                writer.Write(family);
            return writer.End();
        }
    }

    public void Dispose()
    {
        MetricSeries.Retired -= Retire;
        ClientMetrics.HostGone -= RetireHost;
        _listener.Dispose();
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!_meters.Contains(instrument.Meter.Name) || MetricFamily.KindOf(instrument) is not { } kind)
            return;
        var family = new MetricFamily(instrument, kind, _time);
        // Of two instruments with one name the first is exported: a family is written once.
        if (_families.TryAdd(family.Name, family))
            listener.EnableMeasurementEvents(instrument, family);
    }

    /// <summary>The instrument's meter is disposed: whoever comes under its name next is exported.</summary>
    private void Complete(Instrument instrument, object? family)
    {
        if (family is MetricFamily gone)
            _families.TryRemove(new(gone.Name, gone));
    }

    private void Retire(Instrument instrument, KeyValuePair<string, object?> tag)
    {
        foreach (var family in _families.Values.Where(f => f.Instrument == instrument))
            family.Forget(tag);
    }

    /// <summary>No client asks the server any more.</summary>
    private void RetireHost(string host)
    {
        foreach (var family in _families.Values.Where(f => f.Instrument.Meter.Name == ClientMetrics.MeterName))
            family.Forget(RuntimeMeter.Tag("host", host));
    }

    private static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((MetricFamily)family!).Record(value, tags);
}
