namespace Lepton.ControllerRuntime.Hosting;

/// <summary>Something that runs as long as the process.</summary>
public interface IRunnable
{
    /// <summary>Runs until cancelled or done. An exception other than the cancellation ends the process. Must not block before its first await: others wait to start.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Something others wait for before they start.</summary>
public interface IReadiness
{
    /// <summary>Completes when it is ready: a server listens, a cache has synced.</summary>
    Task WaitForReadyAsync(CancellationToken cancellationToken);

    /// <summary>What is missing, for the error message when it takes too long; null when nothing more can be said.</summary>
    string? NotReadyReason => null;
}

/// <summary>A cache that has to be filled before anyone works with it.</summary>
public interface ICacheRunnable : IRunnable, IReadiness;

/// <summary>A runnable made of a function.</summary>
public sealed class Runnable(Func<CancellationToken, Task> run) : IRunnable
{
    public Task RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
}
