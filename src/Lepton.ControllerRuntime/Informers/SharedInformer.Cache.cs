using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>What the reflector reads becomes cache and notifications. The cache changes first, so a handler never knows more than the lister.</summary>
public sealed partial class SharedInformer<T> : IReflectorSink<T>
{
    private readonly ObjectStore<T> _store;

    /// <summary>Held while the cache changes and the handlers are notified: a new handler sees every object exactly once.</summary>
    private readonly Lock _gate = new();
    private readonly List<HandlerRegistration<T>> _handlers = [];
    private bool _handlersStopped;

    public IHandlerRegistration AddHandler(IInformerHandler<T> handler)
    {
        lock (_gate)
        {
            var registration = new HandlerRegistration<T>(Name, handler, RemoveHandler, _log);
            if (_handlersStopped)
            {
                registration.Stop();
                return registration;
            }

            _handlers.Add(registration);
            foreach (var value in _store.List())
                registration.Notify(Notification<T>.Add(value, initial: true));
            if (HasSynced)
                registration.Notify(Notification<T>.Synced);
            return registration;
        }
    }

    void IReflectorSink<T>.Replace(IReadOnlyCollection<T> objects, bool historyBroken)
    {
        lock (_gate)
        {
            var gone = new HashSet<NamespacedName>(_store.Names());
            foreach (var value in objects)
            {
                var name = NamespacedName.Of(value);
                gone.Remove(name);
                Set(name, value, trustVersions: !historyBroken);
            }

            foreach (var name in gone)
                Remove(name, lastState: null, final: false);
            if (_synced.TrySetResult())
                Notify(Notification<T>.Synced);
        }
    }

    void IReflectorSink<T>.Apply(WatchEventType type, T value)
    {
        var name = NamespacedName.Of(value);
        lock (_gate)
        {
            if (type == WatchEventType.Deleted)
                Remove(name, value, final: true);
            else
                Set(name, value, trustVersions: true);
        }
    }

    T? IReflectorSink<T>.Prepare(T value)
    {
        if (!_options.KeepManagedFields)
            DropManagedFields(value);
        if (string.IsNullOrEmpty(value.Metadata?.Name))
        {
            _log.Nameless(Name, value.Metadata?.Uid);
            return null;
        }

        // Items of lists come without them.
        value.ApiVersion ??= _definition.ApiVersion;
        value.Kind ??= _definition.Kind;
        if (_options.Transform is null)
            return value;
        try
        {
            return _options.Transform(value);
        }
        catch (Exception e)
        {
            _log.TransformFailed(e, Name, value.Metadata.NamespacedName());
            return value;
        }
    }

    /// <summary>Of JSON before its metadata is read: they are the larger half of it.</summary>
    private static void DropManagedFields(T value)
    {
        if (value is UnstructuredObject { IsPacked: false } unstructured)
            (unstructured.Json["metadata"] as JsonObject)?.Remove("managedFields");
        if (value.Metadata is { } metadata)
            metadata.ManagedFields = null;
    }

    private void Set(NamespacedName name, T value, bool trustVersions)
    {
        var old = _store.Set(name, value);
        if (old is not null && trustVersions && IsSame(old, value))
            return;
        if (old is null)
        {
            Notify(Notification<T>.Add(value, initial: !HasSynced));
        }
        else if (old.Metadata.Uid != value.Metadata.Uid)
        {
            // Deleted and made again while we did not look: two objects that share a name.
            Notify(Notification<T>.Delete(old, final: false));
            Notify(Notification<T>.Add(value, initial: false));
        }
        else
        {
            Notify(Notification<T>.Update(old, value));
        }
    }

    private void Remove(NamespacedName name, T? lastState, bool final)
    {
        if (_store.Remove(name) is { } cached)
            Notify(Notification<T>.Delete(lastState ?? cached, final));
    }

    /// <summary>The same version of the same object, sent again by a list or a repeated event.</summary>
    private static bool IsSame(T a, T b) =>
        !string.IsNullOrEmpty(a.Metadata.ResourceVersion) && a.Metadata.ResourceVersion == b.Metadata.ResourceVersion && a.Metadata.Uid == b.Metadata.Uid;

    private void Notify(Notification<T> notification)
    {
        foreach (var handler in _handlers)
            handler.Notify(notification);
    }

    private void RemoveHandler(HandlerRegistration<T> registration)
    {
        lock (_gate)
            _handlers.Remove(registration);
    }

    private List<HandlerRegistration<T>> StopHandlers()
    {
        lock (_gate)
        {
            _handlersStopped = true;
            foreach (var handler in _handlers)
                handler.Stop();
            return [.. _handlers];
        }
    }

    private Func<T, IEnumerable<string>> Guard(Func<T, IEnumerable<string>> indexer) => value =>
    {
        try
        {
            return [.. indexer(value)];
        }
        catch (Exception e)
        {
            _log.IndexerFailed(e, Name, value.Metadata.NamespacedName());
            return [];
        }
    };
}
