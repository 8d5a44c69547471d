namespace Lepton.Sandbox.Storage;

/// <summary>How much of the past a cluster keeps for each resource, after the watch cache of kube-apiserver: what watches resume from, and what fleets of many clusters pay for in memory.</summary>
public sealed record HistoryOptions
{
    /// <summary>Changes kept at most.</summary>
    public int Most { get; init; } = 2048;

    /// <summary>Changes kept however old they are.</summary>
    public int Least { get; init; } = 100;

    /// <summary>How long a change is kept when there are more than <see cref="Least"/>, in real time.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromSeconds(75);
}
