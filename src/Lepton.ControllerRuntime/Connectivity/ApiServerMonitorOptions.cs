namespace Lepton.ControllerRuntime.Connectivity;

/// <summary>How a server is checked. With the defaults one that stops answering is known to be gone after at most 21 s, one that refuses after about one.</summary>
public sealed record ApiServerMonitorOptions
{
    /// <summary>Between checks while all is well. A check is left out when something came from the server in the meantime.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between the first failure and the check that decides.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between checks while the server is gone.</summary>
    public TimeSpan UnreachableInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest a check may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failed checks in a row after which the server counts as gone.</summary>
    public int FailureThreshold { get; init; } = 2;

    /// <summary>What is asked for. Every server answers it to whoever has valid credentials.</summary>
    public string Path { get; init; } = "/readyz";
}
