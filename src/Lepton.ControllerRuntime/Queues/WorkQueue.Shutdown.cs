namespace Lepton.ControllerRuntime.Queues;

/// <summary>How the queue ends: adds are dropped, what is queued is still handed out, and then everyone who asks is told the end.</summary>
public sealed partial class WorkQueue<TKey>
{
    /// <summary>From now on adds are dropped, those still waiting for their time too. Keys already queued are handed out; after them <see cref="GetAsync"/> answers the end.</summary>
    public void ShutDown()
    {
        _delayed.Stop();
        lock (_gate)
        {
            if (_shutDown)
                return;
            _shutDown = true;
            // A waiter is there only when nothing is ready, so each of them has seen its last key.
            foreach (var waiter in _waiters)
                waiter.TrySetResult(Dequeued<TKey>.End);
            _waiters.Clear();
            CompleteDrain();
        }
    }

    /// <summary><see cref="ShutDown"/>, then waits until every key that was queued is handed out and done.</summary>
    public Task ShutDownWithDrainAsync(CancellationToken cancellationToken = default)
    {
        ShutDown();
        lock (_gate)
        {
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            CompleteDrain();
            return _drained.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Shuts down and takes the queue's series out of the metrics.</summary>
    public void Dispose()
    {
        ShutDown();
        _delayed.Dispose();
        _metrics.Dispose();
    }

    private void CompleteDrain()
    {
        if (_shutDown && _ready.Count == 0 && _processing.Count == 0)
            _drained?.TrySetResult();
    }
}
