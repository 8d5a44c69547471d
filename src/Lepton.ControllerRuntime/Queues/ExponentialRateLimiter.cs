using System.Collections.Concurrent;

namespace Lepton.ControllerRuntime.Queues;

/// <summary>Doubles the delay with each failure of the same key (client-go's ItemExponentialFailureRateLimiter).</summary>
public sealed class ExponentialRateLimiter<TKey> : IRateLimiter<TKey> where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, int> _failures;
    private readonly TimeSpan _baseDelay;
    private readonly TimeSpan _maxDelay;

    /// <param name="baseDelay">Delay after the first failure; 5 ms when null.</param>
    /// <param name="maxDelay">The longest delay; 1000 s when null.</param>
    /// <param name="comparer">How keys are compared; the default comparer when null.</param>
    public ExponentialRateLimiter(TimeSpan? baseDelay = null, TimeSpan? maxDelay = null, IEqualityComparer<TKey>? comparer = null)
    {
        _baseDelay = baseDelay ?? TimeSpan.FromMilliseconds(5);
        _maxDelay = maxDelay ?? TimeSpan.FromSeconds(1000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_baseDelay, TimeSpan.Zero, nameof(baseDelay));
        ArgumentOutOfRangeException.ThrowIfLessThan(_maxDelay, _baseDelay, nameof(maxDelay));
        _failures = new(comparer);
    }

    public TimeSpan When(TKey key)
    {
        var failures = _failures.AddOrUpdate(key, 1, static (_, n) => n == int.MaxValue ? n : n + 1) - 1;
        var ticks = _baseDelay.Ticks * Math.Pow(2, failures);
        return ticks >= _maxDelay.Ticks ? _maxDelay : TimeSpan.FromTicks((long)ticks);
    }

    public void Forget(TKey key) => _failures.TryRemove(key, out _);

    public int NumRequeues(TKey key) => _failures.GetValueOrDefault(key);
}
