namespace Lepton.ControllerRuntime.Queues;

/// <summary>How a <see cref="WorkQueue{TKey}"/> behaves.</summary>
public sealed record WorkQueueOptions<TKey> where TKey : notnull
{
    /// <summary>Label <c>name</c> of the queue's metrics. Give each queue of a process its own.</summary>
    public required string Name { get; init; }

    /// <summary>Label <c>controller</c> of the queue's metrics; the name when null.</summary>
    public string? Controller { get; init; }

    /// <summary>Delays of <see cref="WorkQueue{TKey}.AddRateLimited"/>; 5 ms doubling to 1000 s per key when null.</summary>
    public IRateLimiter<TKey>? RateLimiter { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public IEqualityComparer<TKey>? Comparer { get; init; }
}
