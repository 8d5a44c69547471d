using System.Collections.Concurrent;
using Lepton.ControllerRuntime.Hosting;

namespace Lepton.ControllerRuntime.Tests.Hosting;

/// <summary>Writes down when it starts and ends.</summary>
internal sealed class ScriptedRunnable(string name, ConcurrentQueue<string> log) : IRunnable, IReadiness
{
    private readonly TaskCompletionSource _ready = new();
    private readonly TaskCompletionSource _release = new();
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Needs <see cref="BeReady"/>.</summary>
    internal bool WaitsToBeReady { get; init; }

    /// <summary>Does not end before <see cref="Release"/>.</summary>
    internal bool EndsSlowly { get; init; }

    internal Exception? FailsWith { get; init; }

    internal Action? OnEnd { get; init; }

    /// <summary>Completes when it is told to end.</summary>
    internal Task Told => _told.Task;

    public string? NotReadyReason => "it was told not to be";

    public Task WaitForReadyAsync(CancellationToken cancellationToken) => WaitsToBeReady ? _ready.Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        log.Enqueue($"+{name}");
        if (FailsWith is not null)
            throw FailsWith;
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        _told.TrySetResult();
        if (EndsSlowly)
            await _release.Task;
        OnEnd?.Invoke();
        log.Enqueue($"-{name}");
    }

    internal void BeReady() => _ready.TrySetResult();

    internal void Release() => _release.TrySetResult();
}
