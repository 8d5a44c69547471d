namespace Lepton.ControllerRuntime.Informers;

/// <summary>
/// One request to the server that can be broken off from outside with a reason, or because nothing came for too long. Whoever waits for it gets
/// that reason instead of a cancellation.
/// </summary>
internal sealed class Attempt : IDisposable
{
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _source;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private TimeSpan _silenceLimit = Timeout.InfiniteTimeSpan;
    private string _what = "";
    private long _lastActivity;
    private bool _disposed;
    private Exception? _reason;

    internal Attempt(TimeProvider time, CancellationToken cancellationToken)
    {
        (_time, _outer) = (time, cancellationToken);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _source.Token;
        _timer = time.CreateTimer(static state => ((Attempt)state!).CheckSilence(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal CancellationToken Token { get; }

    /// <summary>Breaks the attempt off when <see cref="Touch"/> is not called for this long.</summary>
    internal void LimitSilence(TimeSpan limit, string what)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            (_silenceLimit, _what) = (limit, what);
            Touch();
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    internal void Touch() => Volatile.Write(ref _lastActivity, _time.GetTimestamp());

    internal void Abort(Exception reason)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _reason ??= reason;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in the meantime.
        }
    }

    /// <summary>What the error of the request really means.</summary>
    internal Exception Explain(Exception error) => _outer.IsCancellationRequested ? new OperationCanceledException(_outer) : _reason ?? error;

    /// <summary>The stream ended without an error, although it was broken off.</summary>
    internal void ThrowIfAborted()
    {
        _outer.ThrowIfCancellationRequested();
        if (_reason is not null)
            throw _reason;
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
        // Whoever waits for the attempt to prove itself stops waiting.
        _source.Cancel();
        _source.Dispose();
    }

    private void CheckSilence()
    {
        TimeSpan silent;
        lock (_gate)
        {
            if (_disposed)
                return;
            silent = _time.GetElapsedTime(Volatile.Read(ref _lastActivity));
            if (silent < _silenceLimit)
            {
                _timer.Change(_silenceLimit - silent, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Abort(new SilentException($"{_what} sent nothing for {silent.TotalSeconds:0} s (at most {_silenceLimit.TotalSeconds:0} s would be right)"));
    }
}
