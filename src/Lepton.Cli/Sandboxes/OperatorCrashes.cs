namespace Lepton.Cli.Sandboxes;

/// <summary>Kills the operator (SIGKILL) at random moments and starts it again, as a failing machine would.</summary>
/// <param name="start">Starts a new process.</param>
/// <param name="seed">Decides the moments, so that a run can be repeated.</param>
internal sealed class OperatorCrashes(Func<OperatorProcess> start, int seed) : IAsyncDisposable
{
    /// <summary>A lease that a dead holder does not keep for long; the rest as it is by default.</summary>
    public static readonly IReadOnlyDictionary<string, string> ShortLease = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LEPTON_LeaderElection__LeaseDuration"] = "00:00:06",
        ["LEPTON_LeaderElection__RenewDeadline"] = "00:00:05",
        ["LEPTON_LeaderElection__RetryPeriod"] = "00:00:01",
    };

    private readonly Random _random = new(seed);

    public OperatorProcess Process { get; private set; } = start();

    /// <summary>How often it was killed so far.</summary>
    public int Count { get; private set; }

    /// <summary>Kills and restarts it so many times, each within some seconds of its start: before it leads, while it reads, plans, saves or applies.</summary>
    /// <exception cref="InvalidOperationException">The operator had ended by itself.</exception>
    public async Task CrashAsync(int times, CancellationToken cancellationToken)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 6000)), cancellationToken);
            if (Process.HasExited)
                throw new InvalidOperationException($"the operator (process {Process.Id}) ended by itself, see {Process.LogFile}");
            await Process.KillAsync();
            await Process.DisposeAsync();
            Count++;
            Process = start();
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
