using Lepton.ControllerRuntime.Queues;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>How a <see cref="Controller{TKey}"/> works.</summary>
public sealed record ControllerOptions<TKey> where TKey : notnull
{
    /// <summary>Label <c>controller</c> of logs and metrics. Unique in the process.</summary>
    public required string Name { get; init; }

    /// <summary>How many keys are reconciled at the same time. One key never is.</summary>
    public int MaxConcurrentReconciles { get; init; } = 1;

    /// <summary>Pauses after errors; 5 ms doubling to 1000 s per key when null.</summary>
    public IRateLimiter<TKey>? RateLimiter { get; init; }

    /// <summary>How long the caches watched may take to sync before the start fails.</summary>
    public TimeSpan CacheSyncTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A reconcile that takes longer is cancelled and counts as failed; null: no limit.</summary>
    public TimeSpan? ReconcileTimeout { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
