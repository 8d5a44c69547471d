using Lepton.ControllerRuntime.Metrics;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>
/// Follows one resource on one server, for ever: list, watch, and after any fault list or watch again (client-go's Reflector). It ends only by
/// cancellation, whatever the server does.
/// </summary>
internal sealed partial class Reflector<T> where T : class, IKubernetesObject
{
    /// <summary>A watch that ended sooner, without an event, was no watch.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private readonly ReflectorTarget<T> _target;
    private readonly ReflectorOptions _options;
    private readonly IReflectorSink<T> _sink;
    private readonly HealthTracker _health;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Random _random;
    private readonly ReconnectBackoff _backoff;
    private readonly WakeableDelay _delay;
    private readonly ReflectorMetrics _metrics;
    private readonly ResourceVersions _versions = new();
    private volatile Attempt? _attempt;

    /// <summary>The server does not know streaming lists.</summary>
    private bool _noStreaming;

    /// <summary>The last streaming list got no answer at all: try the other way next.</summary>
    private bool _listOnce;
    private bool _progress = true;

    /// <summary>What is cached is not to be caught up with but read anew.</summary>
    private volatile bool _anew;

    internal Reflector(ReflectorTarget<T> target, ReflectorOptions options, IReflectorSink<T> sink, HealthTracker health, ReflectorMetrics metrics, TimeProvider time, ILogger log)
    {
        (_target, _options, _sink, _health, _metrics, _time, _log) = (target, options, sink, health, metrics, time, log);
        _random = new Random(options.Seed ?? Random.Shared.Next());
        _backoff = new(options, time, _random);
        _delay = new(time);
        _noStreaming = !options.StreamingList;
    }

    internal void RetryNow() => _delay.Wake();

    internal void Interrupt(Exception reason) => _attempt?.Abort(reason);

    internal void ReadAnew() => _anew = true;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsFreshlyUnusable(e))
            {
                // Nothing is wrong but our place in history: read everything anew, at once.
            }
            catch (Exception e)
            {
                if (!await BackOffAsync(e, cancellationToken))
                    return;
            }
        }
    }

    /// <summary>Returns when a list should be read at once; throws after a failure.</summary>
    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        _anew = false;
        var stream = _noStreaming || _listOnce ? null : await StreamListAsync(cancellationToken);
        if (stream is null)
            await ListAsync(cancellationToken);
        await WatchAsync(stream, cancellationToken);
    }

    private async Task WatchAsync(WatchStream<T>? stream, CancellationToken cancellationToken)
    {
        while (stream is not null || !_anew)
        {
            try
            {
                stream ??= Open(_target.Watch(_versions.Last, NextTimeout()), following: true, cancellationToken);
                await using (stream)
                    await ReadAsync(stream);
                // A clean close is how a watch ends: watch on where it ended.
            }
            catch (SilentException e) when (TakeProgress() && !cancellationToken.IsCancellationRequested)
            {
                // Perhaps the connection is dead, perhaps the server waits for a version it will never reach. A list tells, and mends both.
                _log.Silent(_target.Name, e.Message);
                return;
            }
            catch (Exception e) when (ApiErrors.IsBusyOrRefused(e) && !cancellationToken.IsCancellationRequested)
            {
                if (!await BackOffAsync(e, cancellationToken))
                    throw;
            }

            stream = null;
        }
    }

    private async Task ReadAsync(WatchStream<T> stream)
    {
        stream.LimitSilence(_options.SilenceLimit, $"the watch of {_target.Name}");
        var before = stream.Events;
        try
        {
            while (await stream.MoveNextAsync())
                Take(stream.Current);
        }
        finally
        {
            _progress |= stream.Events > before || stream.Age >= ShortestWatch;
        }

        _log.WatchClosed(_target.Name, stream.Events - before, _versions.Last);
        if (stream.Events == 0 && stream.Age < ShortestWatch)
        {
            _metrics.ShortWatch();
            throw new WatchEndedException($"the server closed the watch of {_target.Name} within {ShortestWatch.TotalSeconds:0} s without an event");
        }
    }

    private void Take(WatchEvent<T> change)
    {
        // Read before the object is reduced.
        var version = change.Object.Metadata?.ResourceVersion;
        if (change.Type != WatchEventType.Bookmark && _sink.Prepare(change.Object) is { } prepared)
            _sink.Apply(change.Type, prepared);
        _versions.Reached(version);
        _health.Following(proven: true);
    }

    private bool IsFreshlyUnusable(Exception error)
    {
        if (!ApiErrors.IsVersionUnusable(error))
            return false;
        _versions.MarkUnusable();
        if (!TakeProgress())
            return false;
        _log.VersionUnusable(_target.Name, _versions.Last, error.Message);
        return true;
    }

    /// <summary>Whether the watch worked since this was last asked: what is tried at once must not be tried in a tight loop.</summary>
    private bool TakeProgress()
    {
        var progress = _progress;
        _progress = false;
        return progress;
    }

    private WatchStream<T> Open(WatchOptions options, bool following, CancellationToken cancellationToken)
    {
        _metrics.Watch();
        var attempt = new Attempt(_time, cancellationToken);
        _attempt = attempt;
        return new WatchStream<T>(_target.Client, _target.Namespace, options, following ? () => _health.Opened(attempt.Token) : null, attempt, _time);
    }

    private TimeSpan NextTimeout() => _options.MinWatchTimeout * (1 + _random.NextDouble());

    /// <summary>Counts the failure and pauses. False when cancelled meanwhile.</summary>
    private async Task<bool> BackOffAsync(Exception error, CancellationToken cancellationToken)
    {
        var delay = _backoff.Next();
        if (ApiErrors.RetryAfter(error) is { } asked && asked > delay)
            delay = asked;
        _health.Failed(error);
        _metrics.Failure();
        _log.Failed(_target.Name, error.Message, delay, _health.Current.ConsecutiveFailures);
        try
        {
            await _delay.WaitAsync(delay, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
