using System.Threading.Channels;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>A handler with its own queue of notifications and its own loop, so that it delays nobody but itself.</summary>
internal sealed class HandlerRegistration<T> : IHandlerRegistration where T : class, IKubernetesObject
{
    private readonly Channel<Notification<T>> _queue = Channel.CreateUnbounded<Notification<T>>(new() { SingleReader = true });
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _informer;
    private readonly IInformerHandler<T> _handler;
    private readonly Action<HandlerRegistration<T>> _removed;
    private readonly ILogger _log;
    private volatile bool _stopped;

    internal HandlerRegistration(string informer, IInformerHandler<T> handler, Action<HandlerRegistration<T>> removed, ILogger log)
    {
        (_informer, _handler, _removed, _log) = (informer, handler, removed, log);
        Completion = Task.Run(RunAsync);
    }

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    /// <summary>The last call has ended.</summary>
    internal Task Completion { get; }

    public Task WaitForSyncAsync(CancellationToken cancellationToken = default) => _synced.Task.WaitAsync(cancellationToken);

    public void Dispose()
    {
        Stop();
        _removed(this);
    }

    internal void Notify(in Notification<T> notification) => _queue.Writer.TryWrite(notification);

    /// <summary>No call begins after this but one that may just be beginning.</summary>
    internal void Stop()
    {
        _stopped = true;
        _queue.Writer.TryComplete();
        _synced.TrySetCanceled();
    }

    private async Task RunAsync()
    {
        await foreach (var notification in _queue.Reader.ReadAllAsync())
        {
            if (_stopped)
                return;
            if (notification.IsSynced)
                _synced.TrySetResult();
            else
                Deliver(notification);
        }
    }

    private void Deliver(in Notification<T> notification)
    {
        try
        {
            notification.Deliver(_handler);
        }
        catch (Exception e)
        {
            _log.HandlerFailed(e, _informer, notification.Change, notification.Name);
        }
    }
}
