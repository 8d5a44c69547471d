namespace Lepton.ControllerRuntime.Events;

/// <summary>Who reports, and the limits.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>The controller, such as <c>lepton.ai/operator</c>.</summary>
    public required string ReportingController { get; init; }

    /// <summary>The process, such as the pod's name.</summary>
    public required string ReportingInstance { get; init; }

    /// <summary>Events waiting to be written; more are dropped.</summary>
    public int QueueSize { get; init; } = 1000;

    /// <summary>How often the count of a series that goes on is written.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A series without a repeat for this long has ended: its last count is written and the next event starts a new one.</summary>
    public TimeSpan FinishAfter { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>
    /// Events of the same object, reason and action that differ only in their notes are told apart up to this many at a time; further ones count as
    /// repeats of the last.
    /// </summary>
    public int MaxNotes { get; init; } = 10;

    /// <summary>Attempts to write an event when the server does not answer.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>Between attempts.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(10);
}
