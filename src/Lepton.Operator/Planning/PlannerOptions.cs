namespace Lepton.Operator.Planning;

/// <summary>When plans are made (configuration section <c>Planner</c>).</summary>
internal sealed record PlannerOptions
{
    /// <summary>Changes within this time make one plan.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A plan is looked at anew at least so often (a cooldown may have ended).</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After a failure, or while something is not read yet.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after the start members that were never reached are waited for.</summary>
    public TimeSpan StartupPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Statuses written at the same time.</summary>
    public int SaveConcurrency { get; init; } = 16;
}
