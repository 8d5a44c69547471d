namespace Lepton.ControllerRuntime.Informers;

/// <summary>How current an informer's cache is. An immutable picture of one moment.</summary>
public sealed record InformerHealth
{
    /// <summary>The first complete list is in the cache. It stays true when the connection is lost.</summary>
    public bool HasSynced { get; init; }

    /// <summary>The cache follows the server: a watch is open and nothing failed since.</summary>
    public bool IsConnected { get; init; }

    /// <summary>When the cache was last known to equal the server's state (a list, an event, a bookmark or a watch that was opened). Null: never.</summary>
    public DateTimeOffset? LastSyncTime { get; init; }

    /// <summary>Failed attempts since the last one that worked. 0 while all is well.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>The last failure; it is kept when the connection is back.</summary>
    public Exception? LastError { get; init; }

    public DateTimeOffset? LastErrorTime { get; init; }

    /// <summary>When <see cref="IsConnected"/> last changed; null before the first connection.</summary>
    public DateTimeOffset? ConnectedChangedTime { get; init; }
}

/// <summary>A change of an informer's health.</summary>
public sealed class InformerStateChangedEventArgs(InformerHealth before, InformerHealth now) : EventArgs
{
    public InformerHealth Before { get; } = before;

    public InformerHealth Now { get; } = now;
}
