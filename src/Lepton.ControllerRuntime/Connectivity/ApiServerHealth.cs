namespace Lepton.ControllerRuntime.Connectivity;

/// <summary>Whether an API server answers us. An immutable picture of one moment.</summary>
public sealed record ApiServerHealth
{
    /// <summary>Null until the first check has an outcome.</summary>
    public bool? IsReachable { get; init; }

    /// <summary>When it last answered, to a check or to an informer.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>Failed checks since the last good one.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>The last failure; it is kept when the server is back.</summary>
    public Exception? LastError { get; init; }

    /// <summary>When <see cref="IsReachable"/> last changed.</summary>
    public DateTimeOffset? ChangedTime { get; init; }
}

/// <summary>A server became reachable or unreachable.</summary>
public sealed class ApiServerHealthChangedEventArgs(ApiServerHealth now) : EventArgs
{
    public ApiServerHealth Now { get; } = now;
}
