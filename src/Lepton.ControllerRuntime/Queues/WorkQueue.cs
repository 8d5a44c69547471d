using System.Runtime.InteropServices;
using Lepton.ControllerRuntime.Metrics;

namespace Lepton.ControllerRuntime.Queues;

/// <summary>
/// A queue of keys to reconcile (client-go's workqueue). However often a key is added while it waits, it is handed out once; a key that is
/// being worked on is never handed out a second time, but once more when that work is done. Thread-safe.
/// </summary>
public sealed partial class WorkQueue<TKey> : IDisposable where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Queue<TKey> _ready = new();

    /// <summary>Keys that need work, with the time of their first add.</summary>
    private readonly Dictionary<TKey, long> _dirty;

    /// <summary>Keys being worked on, with the time they were handed out.</summary>
    private readonly Dictionary<TKey, long> _processing;
    private readonly LinkedList<TaskCompletionSource<Dequeued<TKey>>> _waiters = new();
    private readonly IRateLimiter<TKey> _limiter;
    private readonly TimeProvider _time;
    private readonly DelayedAdds<TKey> _delayed;
    private readonly WorkQueueMetrics _metrics;
    private TaskCompletionSource? _drained;
    private bool _shutDown;

    public WorkQueue(WorkQueueOptions<TKey> options)
    {
        Name = options.Name;
        _dirty = new(options.Comparer);
        _processing = new(options.Comparer);
        _limiter = options.RateLimiter ?? new ExponentialRateLimiter<TKey>(comparer: options.Comparer);
        _time = options.Time;
        _delayed = new(_time, options.Comparer, Add);
        _metrics = new(options.Name, options.Controller ?? options.Name, Measure);
    }

    public WorkQueue(string name, TimeProvider? time = null) : this(new WorkQueueOptions<TKey> { Name = name, Time = time ?? TimeProvider.System })
    {
    }

    public string Name { get; }

    /// <summary>Keys ready to be handed out.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _ready.Count;
        }
    }

    /// <summary>Keys waiting for their time (<see cref="AddAfter"/>, <see cref="AddRateLimited"/>).</summary>
    public int DelayedCount => _delayed.Count;

    public bool IsShuttingDown
    {
        get
        {
            lock (_gate)
                return _shutDown;
        }
    }

    /// <summary>Asks for work on the key. Nothing happens when it is queued already; while it is being worked on, it is queued again at <see cref="Done"/>.</summary>
    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_shutDown || !_dirty.TryAdd(key, _time.GetTimestamp()))
                return;
            _metrics.Added();
            if (!_processing.ContainsKey(key))
                MakeReady(key);
        }
    }

    /// <summary>Adds the key after a delay; zero or less is now. Of several delays of one key the one that ends first counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (IsShuttingDown)
            return;
        if (delay <= TimeSpan.Zero)
            Add(key);
        else
            _delayed.Add(key, delay);
    }

    /// <summary>Adds the key after the delay its failures call for.</summary>
    public void AddRateLimited(TKey key)
    {
        if (IsShuttingDown)
            return;
        _metrics.Retried();
        AddAfter(key, _limiter.When(key));
    }

    /// <summary>Ends the key's history of failures. It does not take it out of the queue.</summary>
    public void Forget(TKey key) => _limiter.Forget(key);

    /// <summary>How often the key was added rate-limited since it was last forgotten.</summary>
    public int NumRequeues(TKey key) => _limiter.NumRequeues(key);

    /// <summary>The work on a key has ended, well or not. A key that is not being worked on is ignored.</summary>
    public void Done(TKey key)
    {
        long startedAt;
        lock (_gate)
        {
            if (!_processing.Remove(key, out startedAt))
                return;
            if (_dirty.ContainsKey(key))
                MakeReady(key);
            CompleteDrain();
        }

        _metrics.Worked(_time.GetElapsedTime(startedAt));
    }

    /// <summary>The oldest key that needs work, as soon as there is one; the end once the queue is shut down and empty.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; no key is lost by it.</exception>
    public ValueTask<Dequeued<TKey>> GetAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<Dequeued<TKey>>(cancellationToken);
        LinkedListNode<TaskCompletionSource<Dequeued<TKey>>> waiter;
        lock (_gate)
        {
            if (_ready.TryDequeue(out var key))
                return new(Start(key));
            if (_shutDown)
                return new(Dequeued<TKey>.End);
            waiter = _waiters.AddLast(new TaskCompletionSource<Dequeued<TKey>>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(waiter, cancellationToken);
    }

    private async ValueTask<Dequeued<TKey>> WaitAsync(LinkedListNode<TaskCompletionSource<Dequeued<TKey>>> waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(waiter, cancellationToken), null);
        return await waiter.Value.Task;
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource<Dequeued<TKey>>> waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Not in the list: a key was handed over already and has to be delivered.
            if (waiter.List is null)
                return;
            _waiters.Remove(waiter);
        }

        waiter.Value.TrySetCanceled(cancellationToken);
    }

    private void MakeReady(TKey key)
    {
        if (_waiters.First is not { } waiter)
        {
            _ready.Enqueue(key);
            return;
        }

        _waiters.RemoveFirst();
        waiter.Value.SetResult(Start(key));
    }

    private Dequeued<TKey> Start(TKey key)
    {
        var now = _time.GetTimestamp();
        _dirty.Remove(key, out var addedAt);
        _processing.Add(key, now);
        _metrics.Waited(_time.GetElapsedTime(addedAt, now));
        return new(false, key);
    }

    private WorkQueueState Measure()
    {
        lock (_gate)
        {
            double unfinished = 0, longest = 0;
            foreach (ref readonly var startedAt in CollectionsMarshal.AsSpan(_processing.Values.ToList()))
            {
                var seconds = _time.GetElapsedTime(startedAt).TotalSeconds;
                (unfinished, longest) = (unfinished + seconds, Math.Max(longest, seconds));
            }

            return new(_ready.Count, unfinished, longest);
        }
    }
}
