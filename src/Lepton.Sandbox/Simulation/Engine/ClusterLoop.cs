using System.Collections.Concurrent;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>
/// Runs all controllers of one cluster, one step at a time, on the thread pool and only when there is something to do: no thread per cluster, no locks in
/// controllers, the same order for the same input. Changes are always taken in before work is done, so controllers never act on a state older than
/// their own writes. Stepped, it does nothing by itself: <see cref="RunUntilIdle"/> is called by whoever owns the clock.
/// </summary>
internal sealed class ClusterLoop : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Steps before other clusters get a turn on the thread.</summary>
    private const int Turn = 200;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly bool _stepped;
    private readonly Action<Exception>? _onError;
    private readonly ConcurrentQueue<StoreEvent> _changes = new();
    private readonly ConcurrentQueue<Action> _actions = new();
    private readonly Queue<WorkItem> _queue = new();
    private readonly HashSet<WorkItem> _queued = [];
    private readonly DelayQueue _delayed = new();
    private readonly Dictionary<WorkItem, int> _failures = [];
    private readonly Lock _running = new();
    private readonly ITimer? _timer;
    private Dictionary<GroupVersionResource, IController[]> _watchers = [];
    private IReadOnlyList<IController> _controllers = [];
    private int _scheduled;
    private volatile bool _stopped;

    public ClusterLoop(TimeProvider time, bool stepped, Action<Exception>? onError)
    {
        _time = time;
        _stepped = stepped;
        _onError = onError;
        if (!stepped)
            _timer = time.CreateTimer(static state => ((ClusterLoop)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ClusterCache Cache { get; } = new();

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>When something is due without any change coming in; null when the cluster is idle for good.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_running)
                return _delayed.NextDue;
        }
    }

    public void Use(IReadOnlyList<IController> controllers)
    {
        _controllers = controllers;
        _watchers = [];
    }

    /// <summary>Takes a change in; callable from any thread.</summary>
    public void Offer(StoreEvent change)
    {
        _changes.Enqueue(change);
        Wake();
    }

    /// <summary>Runs something on the loop; callable from any thread. Completes when done, with its exception if it throws.</summary>
    public Task Do(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _actions.Enqueue(() => Complete(done, action));
        if (_stepped)
            RunUntilIdle();
        else
            Wake();
        return done.Task;
    }

    /// <summary>From the loop only.</summary>
    public void Enqueue(IController controller, ObjectName key) => Enqueue(new WorkItem(controller, key));

    /// <summary>From the loop only. A delay of zero or less is now.</summary>
    public void EnqueueAfter(IController controller, ObjectName key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
            Enqueue(controller, key);
        else
            _delayed.Add(new WorkItem(controller, key), Now + delay);
    }

    /// <summary>Does everything that can be done at the present time.</summary>
    public void RunUntilIdle()
    {
        lock (_running)
        {
            while (Step())
            {
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_running)
        {
            var more = true;
            for (var i = 0; i < Turn && (more = !_stopped && Step()); i++)
            {
            }

            Volatile.Write(ref _scheduled, 0);
            if (more || !_changes.IsEmpty || !_actions.IsEmpty)
                Wake();
            else if (_delayed.NextDue is { } due && !_stopped)
                _timer!.Change(Positive(due - Now), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _stopped = true;
        _timer?.Dispose();

        // Whoever disposes waits for the step that runs now; later ones see the flag.
        lock (_running)
            _queue.Clear();
    }

    /// <summary>Rounded up: a timer that fires a little early would find nothing due and be set again.</summary>
    private static TimeSpan Positive(TimeSpan delay) => delay <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

    private static void Complete(TaskCompletionSource done, Action action)
    {
        try
        {
            action();
            done.SetResult();
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    private void Wake()
    {
        if (!_stepped && !_stopped && Interlocked.Exchange(ref _scheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Enqueue(WorkItem item)
    {
        if (_queued.Add(item))
            _queue.Enqueue(item);
    }

    private bool Step()
    {
        if (_changes.TryDequeue(out var change))
        {
            Observe(Cache.Apply(change));
            return true;
        }

        if (_actions.TryDequeue(out var action))
        {
            action();
            return true;
        }

        while (_delayed.TryTake(Now, out var due))
            Enqueue(due.Value);
        if (!_queue.TryDequeue(out var item))
            return false;
        _queued.Remove(item);
        Reconcile(item);
        return true;
    }

    private void Observe(Change change)
    {
        if (!_watchers.TryGetValue(change.Resource, out var watchers))
            _watchers[change.Resource] = watchers = _controllers.Where(controller => controller.Watches?.Contains(change.Resource) != false).ToArray();
        foreach (var watcher in watchers)
            watcher.Observe(change);
    }

    /// <summary>A refusal of the API (a namespace that ends, a quota) is retried later and later; so is a defect, which is reported too.</summary>
    private void Reconcile(WorkItem item)
    {
        try
        {
            item.Controller.Reconcile(item.Key);
            _failures.Remove(item);
        }
#pragma warning disable CA1031 // One controller's failure must not stop a cluster.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (error is not ApiStatusException)
                _onError?.Invoke(error);
            var failures = _failures[item] = _failures.GetValueOrDefault(item) + 1;
            var delay = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 20));
            _delayed.Add(item, Now + (delay < LastRetry ? delay : LastRetry));
        }
    }
}
