namespace Lepton.EndToEnd.Leadership;

/// <summary>The times of an election, as the operator is configured with them.</summary>
/// <param name="Lease">How long a leader that is silent is waited for.</param>
/// <param name="Renew">After this long without a renewal a leader ends.</param>
/// <param name="Retry">Between two attempts.</param>
internal sealed record LeaseTimes(TimeSpan Lease, TimeSpan Renew, TimeSpan Retry)
{
    /// <summary>For servers that restart at once.</summary>
    public static LeaseTimes Short { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5));

    /// <summary>The operator's own, for servers that take seconds to restart.</summary>
    public static LeaseTimes Usual { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));

    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("LEPTON_LeaderElection__LeaseDuration", $"{Lease:c}"), new("LEPTON_LeaderElection__RenewDeadline", $"{Renew:c}"), new("LEPTON_LeaderElection__RetryPeriod", $"{Retry:c}"),
    ];
}
