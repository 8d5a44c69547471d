using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>Told of changes in a cache. The objects are shared with the cache: never change them. An exception is logged and the next change delivered.</summary>
public interface IInformerHandler<in T> where T : class, IKubernetesObject
{
    /// <param name="value">The new object.</param>
    /// <param name="isInInitialList">It was there before the handler.</param>
    void OnAdd(T value, bool isInInitialList);

    void OnUpdate(T oldValue, T newValue);

    /// <param name="lastState">The last state known.</param>
    /// <param name="isFinal">False when the deletion itself was missed and only the object's absence was seen: it may have changed before it went.</param>
    void OnDelete(T lastState, bool isFinal);
}
