namespace Lepton.ControllerRuntime.Queues;

/// <summary>Says how long a key has to wait before it is tried again. Thread-safe.</summary>
public interface IRateLimiter<in TKey>
{
    /// <summary>Counts one more try of the key and answers its delay.</summary>
    TimeSpan When(TKey key);

    /// <summary>The key succeeded or is given up: its count starts over.</summary>
    void Forget(TKey key);

    /// <summary>How often the key was delayed since it was last forgotten.</summary>
    int NumRequeues(TKey key);
}
