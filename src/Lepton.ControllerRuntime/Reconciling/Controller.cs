using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Metrics;
using Lepton.ControllerRuntime.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>Turns changes into keys, keys into reconciles, and results into the next reconcile. One key is never reconciled twice at once.</summary>
public sealed partial class Controller<TKey> : IRunnable, IDisposable where TKey : notnull
{
    private readonly IReconciler<TKey> _reconciler;
    private readonly ControllerOptions<TKey> _options;
    private readonly ILogger _log;
    private readonly ControllerMetrics _metrics;

    public Controller(IReconciler<TKey> reconciler, ControllerOptions<TKey> options, ILogger<Controller<TKey>>? log = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentReconciles, 1);
        (_reconciler, _options, _log) = (reconciler, options, log ?? NullLogger<Controller<TKey>>.Instance);
        Queue = new(new WorkQueueOptions<TKey> { Name = options.Name, RateLimiter = options.RateLimiter, Time = options.Time });
        _metrics = new(options.Name, options.MaxConcurrentReconciles);
    }

    public string Name => _options.Name;

    /// <summary>Add keys for which there is no watch: timers, other queues' results.</summary>
    public WorkQueue<TKey> Queue { get; }

    /// <summary>Waits for the caches, then reconciles until cancelled. When it returns no reconcile is running any more.</summary>
    /// <exception cref="TimeoutException">A cache did not sync in time; it is named.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitForSyncAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        _log.ControllerStarted(Name, _options.MaxConcurrentReconciles);
        await using var stop = cancellationToken.UnsafeRegister(static state => ((WorkQueue<TKey>)state!).ShutDown(), Queue);
        await Task.WhenAll(Enumerable.Range(0, _options.MaxConcurrentReconciles).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));
        _log.ControllerStopped(Name);
    }

    public void Dispose()
    {
        StopWatching();
        Queue.Dispose();
        _metrics.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await Queue.GetAsync(CancellationToken.None);
            if (next.IsShutDown)
                return;
            try
            {
                // What is still queued at the end is not begun any more.
                if (!cancellationToken.IsCancellationRequested)
                    await ProcessAsync(next.Key, cancellationToken);
            }
            finally
            {
                Queue.Done(next.Key);
            }
        }
    }

    private async Task ProcessAsync(TKey key, CancellationToken cancellationToken)
    {
        using var scope = _log.BeginScope(new Dictionary<string, object> { ["controller"] = Name, ["key"] = key.ToString() ?? "" });
        var started = _options.Time.GetTimestamp();
        _metrics.Begin();
        ReconcileOutcome outcome;
        try
        {
            outcome = Requeue(key, await ReconcileAsync(key, cancellationToken));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the process is no error of the key.
            _metrics.Cancel();
            return;
        }
        catch (Exception e)
        {
            outcome = Retry(key, e);
        }

        _metrics.End(outcome, _options.Time.GetElapsedTime(started));
    }

    private async Task<ReconcileResult> ReconcileAsync(TKey key, CancellationToken cancellationToken)
    {
        if (_options.ReconcileTimeout is not { } limit)
            return await _reconciler.ReconcileAsync(key, cancellationToken);
        using var timeout = new CancellationTokenSource(limit, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _reconciler.ReconcileAsync(key, both.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name}: the reconcile of {key} did not end within {limit.TotalSeconds:0.#} s", e);
        }
    }

    private ReconcileOutcome Requeue(TKey key, ReconcileResult result)
    {
        if (result.RequeueAfter > TimeSpan.Zero)
        {
            Queue.Forget(key);
            Queue.AddAfter(key, result.RequeueAfter);
            return ReconcileOutcome.RequeueAfter;
        }

        if (result.Requeue)
        {
            Queue.AddRateLimited(key);
            return ReconcileOutcome.Requeue;
        }

        Queue.Forget(key);
        return ReconcileOutcome.Success;
    }

    private ReconcileOutcome Retry(TKey key, Exception error)
    {
        if (error is TerminalException)
        {
            _log.TerminalError(error, Name, key.ToString());
            Queue.Forget(key);
            return ReconcileOutcome.TerminalError;
        }

        Queue.AddRateLimited(key);
        if (StaleWrites.IsStale(error))
        {
            // Somebody wrote in between: read again, that is all.
            _log.StaleWrite(Name, key.ToString(), error.Message);
            return ReconcileOutcome.Requeue;
        }

        _log.ReconcileFailed(error, Name, key.ToString(), Queue.NumRequeues(key));
        return ReconcileOutcome.Error;
    }
}
