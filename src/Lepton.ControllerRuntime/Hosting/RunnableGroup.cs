using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Hosting;

/// <summary>The runnables of one phase.</summary>
internal sealed class RunnableGroup(RunPhase phase, TimeProvider time, ILogger log, Action<Exception> failed) : IDisposable
{
    private readonly List<(string Name, IRunnable Runnable)> _members = [];
    private readonly List<(string Name, Task Task)> _running = [];
    private readonly CancellationTokenSource _stop = new();

    internal RunPhase Phase => phase;

    internal void Add(string name, IRunnable runnable) => _members.Add((name, runnable));

    /// <summary>Starts all and waits until those that can say so are ready.</summary>
    /// <exception cref="TimeoutException">One was not ready in time; it is named.</exception>
    internal async Task StartAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        foreach (var (name, runnable) in _members)
        {
            log.Starting(phase, name);
            // Not on another thread: what is started first has begun first.
            _running.Add((name, RunAsync(name, runnable)));
        }

        using var timeout = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, _stop.Token);
        foreach (var (name, runnable) in _members)
        {
            if (runnable is IReadiness readiness)
                await WaitAsync(name, readiness, limit, timeout.Token, both.Token);
        }
    }

    /// <summary>Cancels all and waits for them. Answers the names of those that did not end before the token was cancelled.</summary>
    internal async Task<IReadOnlyList<string>> StopAsync(CancellationToken graceEnds)
    {
        await _stop.CancelAsync();
        try
        {
            await Task.WhenAll(_running.Select(r => r.Task)).WaitAsync(graceEnds);
        }
        catch (OperationCanceledException)
        {
            // Named below.
        }

        return [.. _running.Where(r => !r.Task.IsCompleted).Select(r => r.Name)];
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(string name, IRunnable runnable)
    {
        try
        {
            await runnable.RunAsync(_stop.Token);
            log.Ended(phase, name);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            log.Ended(phase, name);
        }
        catch (Exception e)
        {
            log.Broke(e, phase, name);
            failed(new InvalidOperationException($"{name} ended with an error: {e.Message}", e));
        }
    }

    private static async Task WaitAsync(string name, IReadiness readiness, TimeSpan limit, CancellationToken timeout, CancellationToken cancellationToken)
    {
        try
        {
            await readiness.WaitForReadyAsync(cancellationToken);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{name} was not ready within {limit.TotalSeconds:0} s{(readiness.NotReadyReason is { } reason ? $": {reason}" : "")}", e);
        }
    }
}
