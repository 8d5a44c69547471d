using Lepton.ControllerRuntime.Connectivity;
using Lepton.ControllerRuntime.Queues;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Monitoring;
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
    private readonly Lock _lock = new();
    private readonly List<Task> _work = [];
    private readonly MemberCheck _check;
    private readonly MemberCondition _condition;
    private readonly ApiServerMonitor _monitor;

    public MemberSession(string cluster, string provider, IKubernetesClient client, string hubId, MemberOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        Cluster = cluster;
        Provider = provider;
        Client = client;
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger($"Lepton.Operator.Members.{cluster}");
        Caches = new MemberCaches(cluster, client, hubId, loggers, time);
        _check = new MemberCheck(client);
        _condition = new MemberCondition(client.BaseAddress, time.GetUtcNow());
        _monitor = new ApiServerMonitor(client, Monitoring(options), time, loggers.CreateLogger<ApiServerMonitor>()) { Check = CheckAsync };
        _monitor.Checked += (_, _) => OnChecked();
        Applier = new MemberApplier(cluster, hubId, client, Caches, _logger, time);
        Queue = new WorkQueue<ModelKey>(new WorkQueueOptions<ModelKey> { Name = $"apply-{cluster}", Controller = "apply", Time = time });
        ApplyMetrics.Declare(cluster);
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
                return _condition.Health == MemberHealth.Healthy;
        }
    }

    /// <summary>Nothing is known of what it holds, and it was connected so recently that this will soon change.</summary>
    public bool Unread
    {
        get
        {
            lock (_lock)
                return _condition.Health == MemberHealth.Unknown && _time.GetUtcNow() - _condition.Since < _options.FirstReadPatience;
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
        Caches.Start(() => CapacityChanged?.Invoke(this), model => PodChanged?.Invoke(this, model), (ns, model) => OwnChanged?.Invoke(this, ns, model), OnFollowingChanged);
        _monitor.Start();
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
                Health = _condition.Health,
                Since = _condition.Since,
                IsFirst = _condition.IsFirst,
                Problem = _condition.Failure?.Message,
                Reason = _condition.Failure?.Reason ?? (_condition.Health == MemberHealth.Healthy ? "Reachable" : null),
                KubernetesVersion = _check.Version,
                LastHeartbeat = _monitor.Health.LastContact,
                Nodes = nodes,
                Unbound = unbound,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Queue.ShutDown();
        await _monitor.DisposeAsync();
        await Caches.DisposeAsync();
        await Task.WhenAll(_work);
        Client.Dispose();
        Queue.Dispose();
        ApplyMetrics.Retire(Cluster);
        _stop.Dispose();
    }

    private static ApiServerMonitorOptions Monitoring(MemberOptions options)
    {
        // After a failure the second look comes soon: one lost packet is not a lost cluster, and a lost one should not go unnoticed for long.
        var soon = TimeSpan.FromSeconds(Math.Min(1, options.ProbeInterval.TotalSeconds));
        return new() { Interval = options.ProbeInterval, RetryInterval = soon, UnreachableInterval = soon, Timeout = options.ProbeTimeout, FailureThreshold = options.FailuresUntilUnreachable };
    }

    /// <summary>A server that lets us in but not read all that is needed is of no use either.</summary>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _check.RunAsync(cancellationToken);
        if (Caches.Refusal is { } refusal)
            throw refusal;
        await Caches.Optional.LookAsync(cancellationToken);
    }

    private void OnChecked()
    {
        var failure = Judge();
        if (failure is null)
            Caches.RetryNow();
        else if (!Healthy)
            Caches.Interrupt(new IOException(failure.Message));
    }

    /// <summary>A cache that lost its server is the first sign that there may be none any more.</summary>
    private void OnFollowingChanged()
    {
        Judge();
        if (Healthy && !Caches.Connected)
            _monitor.CheckNow();
    }

    private MemberFailure? Judge()
    {
        var server = _monitor.Health;
        MemberFailure? failure;
        (MemberHealth Before, MemberHealth After) health;
        lock (_lock)
        {
            health.Before = _condition.Health;
            _condition.Judge(server, Caches.Synced && Caches.Connected, _time.GetUtcNow());
            (health.After, failure) = (_condition.Health, _condition.Failure);
        }

        var message = failure?.Message ?? "the API server answers";
        if (health.After != MemberHealth.Healthy)
            LogProbe(Cluster, message, Caches.Lagging);
        if (health.After == health.Before)
            return failure;
        LogHealth(Cluster, health.Before, health.After, message);
        HealthChanged?.Invoke(this);
        CapacityChanged?.Invoke(this);
        return failure;
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
