using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>The two ways to learn everything that is there: as the start of a watch, or as a list.</summary>
internal sealed partial class Reflector<T>
{
    /// <summary>The stream, read up to the end of the initial events; null when an ordinary list should be tried instead.</summary>
    private async Task<WatchStream<T>?> StreamListAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryStreamListAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && ApiErrors.IsVersionUnusable(e) && _versions.ForStreamingList is not null)
            {
                _log.VersionUnusable(_target.Name, _versions.Last, e.Message);
                _versions.MarkUnusable();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && ApiErrors.IsBusyOrRefused(e))
            {
                if (!await BackOffAsync(e, cancellationToken))
                    throw;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && (e is UnsupportedStreamException || ApiErrors.AllowsList(e)))
            {
                _noStreaming |= e is UnsupportedStreamException || ApiErrors.IsUnsupported(e);
                _log.StreamingListFailed(_target.Name, e.Message);
                return null;
            }
        }
    }

    private async Task<WatchStream<T>?> TryStreamListAsync(CancellationToken cancellationToken)
    {
        var stream = Open(_target.StreamingList(_versions.ForStreamingList, NextTimeout()), following: false, cancellationToken);
        try
        {
            if (await ReadInitialAsync(stream))
                return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        await stream.DisposeAsync();
        _log.StreamingListFailed(_target.Name, "the server closed the stream before the end of the initial events");
        return null;
    }

    /// <summary>Gathers everything up to the bookmark that ends the initial events and hands it over at once. False when the stream ended before.</summary>
    private async Task<bool> ReadInitialAsync(WatchStream<T> stream)
    {
        stream.LimitSilence(_options.StreamingListIdleLimit, $"the streaming list of {_target.Name}");
        var objects = new Dictionary<NamespacedName, T>();
        try
        {
            while (await stream.MoveNextAsync())
            {
                var (type, value) = stream.Current;
                if (type == WatchEventType.Bookmark)
                {
                    if (value.Metadata?.Annotations?.GetValueOrDefault("k8s.io/initial-events-end") != "true")
                        continue;
                    Complete(objects.Values, value.Metadata.ResourceVersion);
                    _health.Following(proven: true);
                    return true;
                }

                Gather(objects, type, value);
            }
        }
        catch (SilentException e)
        {
            if (stream.IsOpen || stream.Events > 0)
                throw new UnsupportedStreamException(e.Message);
            _listOnce = true;
            throw;
        }

        return false;
    }

    private void Gather(Dictionary<NamespacedName, T> objects, WatchEventType type, T value)
    {
        if (_sink.Prepare(value) is not { } prepared)
            return;
        var name = NamespacedName.Of(prepared);
        if (type == WatchEventType.Deleted)
            objects.Remove(name);
        else
            objects[name] = prepared;
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        using var attempt = new Attempt(_time, cancellationToken);
        _attempt = attempt;
        attempt.LimitSilence(_options.ListTimeout, $"the list of {_target.Name}");
        KubernetesList<T> list;
        try
        {
            list = await _target.Client.ListAllAsync(_target.Namespace, _target.List(_versions.ForList), attempt.Token);
        }
        catch (Exception e)
        {
            throw attempt.Explain(e);
        }

        var objects = new Dictionary<NamespacedName, T>(list.Items.Count);
        foreach (var item in list.Items)
            Gather(objects, WatchEventType.Added, item);
        Complete(objects.Values, list.Metadata.ResourceVersion);
    }

    private void Complete(Dictionary<NamespacedName, T>.ValueCollection objects, string? resourceVersion)
    {
        _listOnce = false;
        _metrics.List();
        _sink.Replace(objects, _versions.IsUnusable);
        _versions.Listed(resourceVersion);
        _health.Listed();
        _log.Listed(_target.Name, objects.Count, _versions.Last);
    }
}
