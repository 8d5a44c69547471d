using Lepton.ControllerRuntime.Queues;
using Lepton.Kubernetes.Http;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Members;

/// <summary>One member cluster, from the kubeconfig on: its client, caches, health and apply queue. It fails alone.</summary>
internal sealed partial class MemberSession : IAsyncDisposable
{
    private readonly MemberOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _probeSoon = new(0, 1);
    private readonly Lock _lock = new();
    private readonly List<Task> _work = [];
    private MemberHealth _health = MemberHealth.Unknown;
    private DateTimeOffset _since;
    private DateTimeOffset? _failingSince;
    private ProbeResult? _probe;
    private int _failures;
    private DateTimeOffset? _lastHeartbeat;
    private string? _version;

    public MemberSession(string cluster, string provider, IKubernetesClient client, string hubId, MemberOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        Cluster = cluster;
        Provider = provider;
        Client = client;
        _options = options;
        _time = time;
        _since = time.GetUtcNow();
        _logger = loggers.CreateLogger($"Lepton.Operator.Members.{cluster}");
        Caches = new MemberCaches(cluster, client, hubId, loggers, time);
        Applier = new MemberApplier(cluster, hubId, client, Caches, _logger);
        Queue = new WorkQueue<ModelKey>(new WorkQueueOptions<ModelKey> { Name = $"apply-{cluster}", Controller = "apply", Time = time });
    }

    public string Cluster { get; }

    public string Provider { get; }

    public IKubernetesClient Client { get; }

    public MemberCaches Caches { get; }

    public MemberApplier Applier { get; }

    public TimeSpan SweepInterval => _options.SweepInterval;

    /// <summary>The member is the hub itself: what a model takes along is there already.</summary>
    public bool IsHub { get; init; }

    /// <summary>Models to be made true here.</summary>
    public WorkQueue<ModelKey> Queue { get; }

    public bool Healthy
    {
        get
        {
            lock (_lock)
                return _health == MemberHealth.Healthy;
        }
    }

    /// <summary>Raised when <see cref="View"/> changed in what planning reads.</summary>
    public event Action<MemberSession>? CapacityChanged;

    /// <summary>Raised when <see cref="Healthy"/> changed.</summary>
    public event Action<MemberSession>? HealthChanged;

    /// <summary>Raised when a pod of a model of ours came, went or ended.</summary>
    public event Action<MemberSession, ModelKey>? PodChanged;

    /// <summary>Raised when an object of ours changed: its namespace and its model, if it has one.</summary>
    public event Action<MemberSession, string, ModelKey?>? OwnChanged;

    /// <param name="reconcile">Makes one model true here; what it throws is retried, later each time.</param>
    public void Start(Func<MemberSession, ModelKey, CancellationToken, Task> reconcile)
    {
        Caches.Start(() => CapacityChanged?.Invoke(this), model => PodChanged?.Invoke(this, model), (ns, model) => OwnChanged?.Invoke(this, ns, model), ProbeSoon);
        _work.Add(Task.Run(() => ProbeLoopAsync(_stop.Token)));
        for (var i = 0; i < _options.ApplyConcurrency; i++)
            _work.Add(Task.Run(() => ApplyLoopAsync(reconcile, _stop.Token)));
    }

    /// <param name="capacity">With nodes and pods, which takes a walk over all of them.</param>
    public MemberView View(bool capacity = true)
    {
        var (nodes, unbound) = capacity ? Caches.Capacity() : ([], []);
        lock (_lock)
        {
            return new MemberView
            {
                Cluster = Cluster,
                Provider = Provider,
                Health = _health,
                Since = _since,
                Problem = _probe is { Ok: false } ? _probe.Message : null,
                Reason = _probe?.Reason,
                KubernetesVersion = _version,
                LastHeartbeat = _lastHeartbeat,
                Nodes = nodes,
                Unbound = unbound,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Queue.ShutDown();
        await Caches.DisposeAsync();
        await Task.WhenAll(_work);
        Client.Dispose();
        Queue.Dispose();
        _stop.Dispose();
        _probeSoon.Dispose();
    }

    private void ProbeSoon()
    {
        try
        {
            if (_probeSoon.CurrentCount == 0)
                _probeSoon.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Already asked for, or over.
        }
    }

    private async Task ProbeLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var result = await ProbeResult.TryAsync(Client, _options.ProbeTimeout, _time, cancellationToken);
                Judge(result);
                // After a failure the second look comes soon: one lost packet is not a lost cluster, and a lost one should not go unnoticed for long.
                var pause = result.Ok && Healthy ? _options.ProbeInterval : TimeSpan.FromSeconds(Math.Min(1, _options.ProbeInterval.TotalSeconds));
                await _probeSoon.WaitAsync(pause, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void Judge(ProbeResult result)
    {
        var now = _time.GetUtcNow();
        MemberHealth before, after;
        lock (_lock)
        {
            before = _health;
            _probe = result;
            if (result.Ok)
            {
                _failures = 0;
                _failingSince = null;
                _version = result.Version ?? _version;
                _lastHeartbeat = now;
            }
            else
            {
                _failures++;
                _failingSince ??= now;
            }

            after = Next(result);
            if (after != before)
            {
                _health = after;
                _since = after == MemberHealth.Unreachable ? _failingSince ?? now : now;
            }
        }

        if (after != MemberHealth.Healthy)
            LogProbe(Cluster, result.Message, Caches.Lagging);
        if (result.Ok)
            Caches.RetryNow();
        else if (after != MemberHealth.Healthy)
            Caches.Interrupt(new IOException(result.Message));
        if (after == before)
            return;
        LogHealth(Cluster, before, after, result.Message);
        HealthChanged?.Invoke(this);
        CapacityChanged?.Invoke(this);
    }

    private MemberHealth Next(ProbeResult result)
    {
        if (result.Ok)
        {
            // Alive is not enough: what is there must have been read anew, or its objects would be judged by an old picture.
            return Caches.Synced && Caches.Connected ? MemberHealth.Healthy : _health;
        }

        if (_failures < _options.FailuresUntilUnreachable)
            return _health;
        return result.NeedsPerson ? MemberHealth.Misconfigured : MemberHealth.Unreachable;
    }

    private async Task ApplyLoopAsync(Func<MemberSession, ModelKey, CancellationToken, Task> reconcile, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Dequeued<ModelKey> next;
            try
            {
                next = await Queue.GetAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (next.IsShutDown)
                return;
            try
            {
                await reconcile(this, next.Key, cancellationToken);
                Queue.Forget(next.Key);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e, Cluster, next.Key.ToString());
                Queue.AddRateLimited(next.Key);
            }
            finally
            {
                Queue.Done(next.Key);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: {Before} -> {After}: {Message}")]
    private partial void LogHealth(string cluster, MemberHealth before, MemberHealth after, string message);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Cluster {Cluster}: {Probe}; not followed: {Lagging}")]
    private partial void LogProbe(string cluster, string probe, string lagging);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: applying {Model} failed and is tried again")]
    private partial void LogFailed(Exception error, string cluster, string model);
}
