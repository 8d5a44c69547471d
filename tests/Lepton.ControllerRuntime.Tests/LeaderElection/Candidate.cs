using Lepton.ControllerRuntime.LeaderElection;

namespace Lepton.ControllerRuntime.Tests.LeaderElection;

/// <summary>A process that stands for election and works when elected.</summary>
internal sealed class Candidate : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _release = new();
    private readonly bool _slow;

    internal Candidate(LeaderElector elector, bool slow = false)
    {
        (Elector, _slow) = (elector, slow);
        Running = elector.RunAsync(WorkAsync, _cancel.Token);
    }

    internal LeaderElector Elector { get; }

    internal Task Running { get; }

    internal bool IsWorking { get; private set; }

    internal bool WasCancelled { get; private set; }

    internal Task LeadingAsync() => Eventually.TrueAsync(() => IsWorking);

    internal Task SeesAsync(string leader) => Eventually.TrueAsync(() => Elector.Leader == leader);

    internal void Cancel() => _cancel.Cancel();

    internal void Release() => _release.TrySetResult();

    internal async Task StopAsync()
    {
        await _cancel.CancelAsync();
        Release();
        await Eventually.EndAsync(Running.ContinueWith(_ => { }, TaskScheduler.Default));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Elector.Dispose();
        _cancel.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        IsWorking = true;
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        WasCancelled = true;
        if (_slow)
            await _release.Task;
        IsWorking = false;
    }
}
