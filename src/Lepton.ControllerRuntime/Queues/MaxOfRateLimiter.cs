namespace Lepton.ControllerRuntime.Queues;

/// <summary>The longest delay any of several limiters asks for.</summary>
public sealed class MaxOfRateLimiter<TKey>(params IReadOnlyList<IRateLimiter<TKey>> limiters) : IRateLimiter<TKey>
{
    public TimeSpan When(TKey key)
    {
        // Every limiter counts the try, whoever wins.
        var longest = TimeSpan.Zero;
        foreach (var limiter in limiters)
        {
            var delay = limiter.When(key);
            if (delay > longest)
                longest = delay;
        }

        return longest;
    }

    public void Forget(TKey key)
    {
        foreach (var limiter in limiters)
            limiter.Forget(key);
    }

    public int NumRequeues(TKey key)
    {
        var most = 0;
        foreach (var limiter in limiters)
            most = Math.Max(most, limiter.NumRequeues(key));
        return most;
    }
}
