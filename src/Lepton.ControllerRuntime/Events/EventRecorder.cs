using System.Threading.Channels;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Metrics;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Events;

/// <summary>Records events.k8s.io/v1 events with series, from a bounded queue that drops when it is full. Run it as one of the manager's Others.</summary>
public sealed class EventRecorder : IEventRecorder, IRunnable, IDisposable
{
    /// <summary>What is queued at the end is written, if that goes quickly.</summary>
    private static readonly TimeSpan FinalGrace = TimeSpan.FromSeconds(3);

    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<Eventsv1Event> _queue;
    private readonly EventFactory _factory;
    private readonly EventSeriesCache _series;
    private readonly EventSink _sink;
    private readonly EventMetrics _metrics;

    public EventRecorder(IResourceClient<Eventsv1Event> client, EventRecorderOptions options, TimeProvider? time = null, ILogger<EventRecorder>? log = null)
    {
        (_options, _time, _log) = (options, time ?? TimeProvider.System, log ?? NullLogger<EventRecorder>.Instance);
        _queue = Channel.CreateBounded<Eventsv1Event>(new BoundedChannelOptions(options.QueueSize) { SingleReader = true });
        _factory = new(options, _time);
        _series = new(options, _time);
        _sink = new(client, options, _time, _log);
        _metrics = new(options.ReportingController, () => Waiting);
    }

    /// <summary>Events dropped because the queue was full or the server refused them.</summary>
    public long Dropped => _metrics.DroppedSoFar;

    /// <summary>Events that are not written or counted yet.</summary>
    internal int Waiting => _queue.Reader.Count;

    public void Event(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related = null)
    {
        try
        {
            if (_queue.Writer.TryWrite(_factory.Make(regarding, type, reason, action, note, related)))
                return;
            _log.EventQueueFull(reason, regarding.Metadata.NamespacedName(), _options.QueueSize);
        }
        catch (ArgumentException e)
        {
            // An object that names no resource.
            _log.EventRefused(reason, e.Message);
        }

        _metrics.Drop();
    }

    /// <summary>Writes what is recorded until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var writing = WriteAsync(cancellationToken);
        var refreshing = RefreshAsync(cancellationToken);
        await Task.WhenAll(writing, refreshing);
        await FlushAsync();
    }

    public void Dispose() => _metrics.Dispose();

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var value in _queue.Reader.ReadAllAsync(cancellationToken))
                await RecordAsync(value, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var sinceRefresh = _time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(_options.FinishAfter < _options.RefreshInterval ? _options.FinishAfter : _options.RefreshInterval, _time, cancellationToken);
                await PutAsync(_series.Finish(), cancellationToken);
                if (_time.GetElapsedTime(sinceRefresh) < _options.RefreshInterval)
                    continue;
                sinceRefresh = _time.GetTimestamp();
                await PutAsync(_series.Refresh(), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task FlushAsync()
    {
        using var grace = new CancellationTokenSource(FinalGrace, _time);
        try
        {
            while (_queue.Reader.TryRead(out var value))
                await RecordAsync(value, grace.Token);
        }
        catch (OperationCanceledException)
        {
            // Not quickly enough.
        }
    }

    private Task RecordAsync(Eventsv1Event value, CancellationToken cancellationToken) =>
        _series.Add(value) is { } write ? PutAsync([write], cancellationToken) : Task.CompletedTask;

    private async Task PutAsync(List<EventWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            if (await _sink.WriteAsync(write, cancellationToken))
                _metrics.Write();
            else
                _metrics.Drop();
        }
    }
}
