namespace Lepton.ControllerRuntime.Queues;

/// <summary>What <see cref="WorkQueue{TKey}.GetAsync"/> hands out: a key to work on, or the end.</summary>
/// <param name="IsShutDown">The queue is shut down and empty; <paramref name="Key"/> means nothing.</param>
/// <param name="Key">The key. Call <see cref="WorkQueue{TKey}.Done"/> with it, whatever happens.</param>
public readonly record struct Dequeued<TKey>(bool IsShutDown, TKey Key)
{
    internal static Dequeued<TKey> End => new(true, default!);
}
