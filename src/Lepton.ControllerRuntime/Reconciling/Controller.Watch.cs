using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>Where the keys come from.</summary>
public sealed partial class Controller<TKey>
{
    private readonly Lock _gate = new();
    private readonly List<(string Informer, IHandlerRegistration Registration)> _watches = [];

    /// <summary>
    /// Queues the keys an object maps to, whenever it is added, changed (the keys of the old and of the new state) or deleted. It can be called at any
    /// time; the start waits for the watches there are then. Dispose the result to stop watching.
    /// </summary>
    /// <param name="informer">What is watched.</param>
    /// <param name="keys">The keys whose reconcile depends on the object.</param>
    /// <param name="filter">Given the old and the new state (one is null when added or deleted), whether the change matters; null: always.</param>
    public IDisposable Watch<T>(ISharedInformer<T> informer, Func<T, IEnumerable<TKey>> keys, Func<T?, T?, bool>? filter = null) where T : class, IKubernetesObject
    {
        var registration = informer.AddHandler(new EnqueueHandler<T, TKey>(Queue, keys, filter));
        lock (_gate)
            _watches.Add((informer.Name, registration));
        return new Watching(this, registration);
    }

    /// <inheritdoc cref="Watch{T}(ISharedInformer{T}, Func{T, IEnumerable{TKey}}, Func{T, T, bool})"/>
    public IDisposable Watch<T>(ISharedInformer<T> informer, Func<T, TKey> key, Func<T?, T?, bool>? filter = null) where T : class, IKubernetesObject =>
        Watch(informer, value => [key(value)], filter);

    private async Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        List<(string Informer, IHandlerRegistration Registration)> watches;
        lock (_gate)
            watches = [.. _watches];
        using var timeout = new CancellationTokenSource(_options.CacheSyncTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await Task.WhenAll(watches.Select(w => w.Registration.WaitForSyncAsync(both.Token)));
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var missing = string.Join(", ", watches.Where(w => !w.Registration.HasSynced).Select(w => w.Informer));
            throw new TimeoutException($"{Name}: {missing} did not sync within {_options.CacheSyncTimeout.TotalSeconds:0} s", e);
        }
    }

    private void StopWatching()
    {
        lock (_gate)
        {
            foreach (var (_, registration) in _watches)
                registration.Dispose();
            _watches.Clear();
        }
    }

    private sealed class Watching(Controller<TKey> controller, IHandlerRegistration registration) : IDisposable
    {
        public void Dispose()
        {
            registration.Dispose();
            lock (controller._gate)
                controller._watches.RemoveAll(w => w.Registration == registration);
        }
    }
}
