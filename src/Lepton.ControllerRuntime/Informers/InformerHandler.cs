using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>A handler made of functions.</summary>
public sealed class InformerHandler<T> : IInformerHandler<T> where T : class, IKubernetesObject
{
    public Action<T>? Added { get; init; }

    public Action<T, T>? Updated { get; init; }

    public Action<T>? Deleted { get; init; }

    /// <summary>The same for whatever happens: of a deletion the last state.</summary>
    public static InformerHandler<T> ForAny(Action<T> changed) => new() { Added = changed, Updated = (_, value) => changed(value), Deleted = changed };

    void IInformerHandler<T>.OnAdd(T value, bool isInInitialList) => Added?.Invoke(value);

    void IInformerHandler<T>.OnUpdate(T oldValue, T newValue) => Updated?.Invoke(oldValue, newValue);

    void IInformerHandler<T>.OnDelete(T lastState, bool isFinal) => Deleted?.Invoke(lastState);
}
