using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>A cache of one kind of object that follows the server through every fault until it is stopped.</summary>
public interface IInformer : IAsyncDisposable
{
    /// <summary>The resource, for messages and metrics.</summary>
    string Name { get; }

    /// <summary>The first complete list is in the cache.</summary>
    bool HasSynced { get; }

    InformerHealth Health { get; }

    /// <summary>Raised after each change of <see cref="Health"/> except a mere <see cref="InformerHealth.LastSyncTime"/>, in order, on a background thread.</summary>
    event EventHandler<InformerStateChangedEventArgs>? StateChanged;

    /// <summary>Completes when <see cref="HasSynced"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the informer was stopped first.</exception>
    Task WaitForSyncAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts to follow the server, in the background. Starting again does nothing.</summary>
    void Start();

    /// <summary>Ends the connection and the handlers; the cache stays readable. A stopped informer is not started again.</summary>
    Task StopAsync();

    /// <summary>Tries again at once when it is waiting after a failure: call it when the server is known to be back.</summary>
    void RetryNow();

    /// <summary>Breaks the current request as if it had failed with <paramref name="reason"/>: call it when the server is known to be gone and the stream has not noticed.</summary>
    void Interrupt(Exception reason);

    /// <summary>
    /// The next connection begins with a list instead of going on where the last one ended, and until that list is in the cache the informer is not connected. Call it when the server was gone for so
    /// long that the cache is a picture of the past: a watch that goes on counts as connected before what was missed came through it.
    /// </summary>
    void ReadAnew();
}

/// <inheritdoc/>
public interface ISharedInformer<T> : IInformer where T : class, IKubernetesObject
{
    /// <summary>Reads the cache.</summary>
    ILister<T> Lister { get; }

    /// <summary>
    /// Calls the handler for every object in the cache and then for every change, in order, on a queue of its own. It can be added and removed at any time.
    /// </summary>
    IHandlerRegistration AddHandler(IInformerHandler<T> handler);
}

/// <summary>A handler's place at an informer. Dispose it to stop its calls.</summary>
public interface IHandlerRegistration : IDisposable
{
    /// <summary>The handler was called for everything the first list had (or, added later, for everything that was cached).</summary>
    bool HasSynced { get; }

    /// <summary>Completes when <see cref="HasSynced"/>; cancelled when the handler is removed or the informer stopped first.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken = default);
}
