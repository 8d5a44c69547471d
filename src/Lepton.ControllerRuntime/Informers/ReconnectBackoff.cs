namespace Lepton.ControllerRuntime.Informers;

/// <summary>Delays between failed attempts: doubling, capped, each lengthened by up to itself at random, and starting over after a healthy time.</summary>
internal sealed class ReconnectBackoff(ReflectorOptions options, TimeProvider time, Random random)
{
    private TimeSpan _next = options.BackoffBase;
    private long? _lastAt;

    internal TimeSpan Next()
    {
        var now = time.GetTimestamp();
        if (_lastAt is { } last && time.GetElapsedTime(last, now) > options.BackoffReset)
            _next = options.BackoffBase;
        _lastAt = now;
        var delay = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, options.BackoffCap.Ticks));
        return delay + delay * random.NextDouble();
    }
}
