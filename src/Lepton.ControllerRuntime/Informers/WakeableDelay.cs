namespace Lepton.ControllerRuntime.Informers;

/// <summary>A pause that can be cut short. A wake-up while nobody pauses is forgotten.</summary>
internal sealed class WakeableDelay(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _pause;

    internal void Wake()
    {
        lock (_gate)
            _pause?.TrySetResult();
    }

    internal async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _pause = pause;
        await using var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), pause, delay, Timeout.InfiniteTimeSpan);
        await using var cancelled = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), pause);
        try
        {
            await pause.Task;
        }
        finally
        {
            lock (_gate)
                _pause = null;
        }
    }
}
