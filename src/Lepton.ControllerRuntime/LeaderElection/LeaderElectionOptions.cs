namespace Lepton.ControllerRuntime.LeaderElection;

/// <summary>Who stands for election to what, and the times of it.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Namespace of the Lease.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Lease.</summary>
    public required string Name { get; init; }

    /// <summary>Unique per process, also over restarts.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait after the last renewal they saw. Whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that could not renew for this long gives up.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between attempts to acquire or renew.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Give the lease back at a clean end, so that the next leader need not wait for it to expire.</summary>
    public bool ReleaseOnCancel { get; init; } = true;

    /// <summary>Seed of the random pauses while waiting to be elected; null takes one from the system.</summary>
    public int? Seed { get; init; }

    /// <exception cref="ArgumentException">Something is missing, or the times do not keep two leaders apart.</exception>
    internal void Validate()
    {
        var lease = $"leader election of {Namespace}/{Name}";
        if (Namespace.Length == 0 || Name.Length == 0 || Identity.Length == 0)
            throw new ArgumentException($"{lease} by \"{Identity}\": namespace, name and identity must not be empty");
        if (RetryPeriod <= TimeSpan.Zero)
            throw new ArgumentException($"{lease}: retryPeriod is {RetryPeriod}; it must be longer than zero");
        if (RenewDeadline <= RetryPeriod * 1.2)
            throw new ArgumentException($"{lease}: renewDeadline is {RenewDeadline}; it must be longer than 1.2 times retryPeriod ({RetryPeriod * 1.2})");
        if (LeaseDuration <= RenewDeadline || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException($"{lease}: leaseDuration is {LeaseDuration}; it must be whole seconds and longer than renewDeadline ({RenewDeadline})");
    }
}
