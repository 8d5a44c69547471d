using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Queues;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>Queues the keys an object maps to. Of a change both states count: what depended on the old one has to know.</summary>
internal sealed class EnqueueHandler<T, TKey>(WorkQueue<TKey> queue, Func<T, IEnumerable<TKey>> keys, Func<T?, T?, bool>? filter) : IInformerHandler<T>
    where T : class, IKubernetesObject
    where TKey : notnull
{
    public void OnAdd(T value, bool isInInitialList) => Enqueue(null, value);

    public void OnUpdate(T oldValue, T newValue) => Enqueue(oldValue, newValue);

    public void OnDelete(T lastState, bool isFinal) => Enqueue(lastState, null);

    private void Enqueue(T? before, T? now)
    {
        if (filter is not null && !filter(before, now))
            return;
        if (before is not null)
            Add(before);
        if (now is not null)
            Add(now);
    }

    private void Add(T value)
    {
        foreach (var key in keys(value))
            queue.Add(key);
    }
}
