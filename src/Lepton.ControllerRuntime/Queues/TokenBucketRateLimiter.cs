namespace Lepton.ControllerRuntime.Queues;

/// <summary>Bounds the retries of all keys together: a bucket of tokens that refills at a steady rate (golang.org/x/time/rate, Reserve).</summary>
public sealed class TokenBucketRateLimiter<TKey> : IRateLimiter<TKey>
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly int _burst;
    private double _tokens;
    private long _refilledAt;

    /// <param name="time">The clock.</param>
    /// <param name="perSecond">Tokens per second; 10 by default.</param>
    /// <param name="burst">Size of the bucket; 100 by default.</param>
    public TokenBucketRateLimiter(TimeProvider time, double perSecond = 10, int burst = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(perSecond, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        (_time, _perSecond, _burst, _tokens) = (time, perSecond, burst, burst);
        _refilledAt = time.GetTimestamp();
    }

    /// <summary>Takes a token, going into debt when there is none: the delay is the time until the debt is paid.</summary>
    public TimeSpan When(TKey key)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + _time.GetElapsedTime(_refilledAt, now).TotalSeconds * _perSecond) - 1;
            _refilledAt = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / _perSecond);
        }
    }

    public void Forget(TKey key)
    {
        // The bucket knows no keys.
    }

    public int NumRequeues(TKey key) => 0;
}
