namespace Lepton.ControllerRuntime.Hosting;

/// <summary>The time limits of starting and stopping.</summary>
public sealed record ControllerManagerOptions
{
    /// <summary>A phase that is not ready by then fails the start.</summary>
    public TimeSpan SyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>All phases together have this long to end.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);
}
