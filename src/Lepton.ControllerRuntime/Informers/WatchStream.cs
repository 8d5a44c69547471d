using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>One watch request being read: counts its events, breaks it off when it is silent for too long.</summary>
internal sealed class WatchStream<T> : IAsyncDisposable where T : class, IKubernetesObject
{
    private readonly Attempt _attempt;
    private readonly IAsyncEnumerator<WatchEvent<T>> _events;
    private readonly TimeProvider _time;
    private readonly long _startedAt;

    internal WatchStream(IResourceClient<T> client, string? @namespace, WatchOptions options, Action? opened, Attempt attempt, TimeProvider time)
    {
        (_attempt, _time) = (attempt, time);
        void Open()
        {
            IsOpen = true;
            opened?.Invoke();
        }

        // Started before the request: some proxies hold the headers back until the first event.
        _startedAt = time.GetTimestamp();
        _events = client.WatchAsync(@namespace, options with { Opened = Open }, attempt.Token).GetAsyncEnumerator(attempt.Token);
    }

    /// <summary>The server accepted the request.</summary>
    internal bool IsOpen { get; private set; }

    internal int Events { get; private set; }

    internal WatchEvent<T> Current => _events.Current;

    internal TimeSpan Age => _time.GetElapsedTime(_startedAt);

    /// <summary>False at a clean close by the server.</summary>
    internal async ValueTask<bool> MoveNextAsync()
    {
        bool more;
        try
        {
            more = await _events.MoveNextAsync();
        }
        catch (Exception e)
        {
            throw _attempt.Explain(e);
        }

        if (more)
        {
            Events++;
            _attempt.Touch();
        }
        else
        {
            _attempt.ThrowIfAborted();
        }

        return more;
    }

    internal void LimitSilence(TimeSpan limit, string what) => _attempt.LimitSilence(limit, what);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _events.DisposeAsync();
        }
        finally
        {
            _attempt.Dispose();
        }
    }
}
