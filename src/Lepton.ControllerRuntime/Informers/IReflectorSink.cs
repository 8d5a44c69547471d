using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>Where a reflector puts what it reads. Called by one thread at a time.</summary>
internal interface IReflectorSink<T> where T : class, IKubernetesObject
{
    /// <summary>These are all objects there are.</summary>
    /// <param name="objects">The objects, by distinct names.</param>
    /// <param name="historyBroken">The server did not know our version any more: equal versions need not mean equal objects.</param>
    void Replace(IReadOnlyCollection<T> objects, bool historyBroken);

    /// <summary>One change (never a bookmark).</summary>
    void Apply(WatchEventType type, T value);

    /// <summary>Reduces an object before it is kept anywhere. Null: it cannot be used (it has no name), which is logged.</summary>
    T? Prepare(T value);
}
