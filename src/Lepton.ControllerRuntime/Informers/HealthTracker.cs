using System.Threading.Channels;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>Keeps an informer's <see cref="InformerHealth"/> and tells of its changes, one after the other, on a thread of its own.</summary>
internal sealed class HealthTracker(TimeProvider time, Action<InformerStateChangedEventArgs> changed)
{
    /// <summary>A watch that stayed open this long works.</summary>
    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Channel<InformerStateChangedEventArgs> _changes = Channel.CreateUnbounded<InformerStateChangedEventArgs>(new() { SingleReader = true });
    private InformerHealth _current = new();

    /// <summary>Apart from the rest: it moves with every event, which must not cost an object each.</summary>
    private DateTimeOffset? _lastSync;

    internal InformerHealth Current
    {
        get
        {
            lock (_gate)
                return _current with { LastSyncTime = _lastSync };
        }
    }

    /// <summary>Tells of changes until <see cref="Stopped"/>.</summary>
    internal async Task RunAsync()
    {
        await foreach (var change in _changes.Reader.ReadAllAsync())
            changed(change);
    }

    /// <summary>A complete list is in the cache. Whether changes follow is not known yet.</summary>
    internal void Listed() => Change(h => h with { HasSynced = true }, synced: time.GetUtcNow());

    /// <summary>A watch is open and the cache was current when it began, or something came through it.</summary>
    /// <param name="proven">It is known to work: failures are over.</param>
    internal void Following(bool proven)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            // The common case, once per event: nothing but the time changes.
            if (_current.IsConnected && (_current.ConsecutiveFailures == 0 || !proven))
            {
                _lastSync = now;
                return;
            }
        }

        Change(h => Connected(h, true, now) with { ConsecutiveFailures = proven ? 0 : h.ConsecutiveFailures }, synced: now);
    }

    /// <summary>The server accepted a watch at our version. It is proven when it still stands after a second.</summary>
    internal void Opened(CancellationToken whileOpen)
    {
        Following(proven: false);
        if (Current.ConsecutiveFailures > 0)
            _ = ProveAsync(whileOpen);
    }

    internal void Failed(Exception error)
    {
        var now = time.GetUtcNow();
        Change(h => Connected(h, false, now) with { ConsecutiveFailures = h.ConsecutiveFailures + 1, LastError = error, LastErrorTime = now });
    }

    /// <summary>Nobody follows the server any more: the last change to be told.</summary>
    internal void Stopped()
    {
        Change(h => Connected(h, false, time.GetUtcNow()));
        _changes.Writer.TryComplete();
    }

    private async Task ProveAsync(CancellationToken whileOpen)
    {
        try
        {
            await Task.Delay(ProofTime, time, whileOpen);
            Following(proven: true);
        }
        catch (OperationCanceledException)
        {
            // It was closed before.
        }
    }

    private void Change(Func<InformerHealth, InformerHealth> change, DateTimeOffset? synced = null)
    {
        lock (_gate)
        {
            _lastSync = synced ?? _lastSync;
            var before = _current;
            _current = change(before) with { LastSyncTime = _lastSync };
            if (_current != before with { LastSyncTime = _lastSync })
                _changes.Writer.TryWrite(new(before, _current));
        }
    }

    private static InformerHealth Connected(InformerHealth health, bool connected, DateTimeOffset now) =>
        health.IsConnected == connected ? health : health with { IsConnected = connected, ConnectedChangedTime = now };
}
