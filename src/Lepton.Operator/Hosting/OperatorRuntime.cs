using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Queues;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Planning;
using Lepton.Operator.Rollouts;
using Lepton.Operator.State;
using Lepton.Operator.Status;
using Lepton.Placement;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Hosting;

/// <summary>
/// The operator's work while it leads: watches → state → plan → decision saved → one apply queue per member → watches → status. Made anew at each start, because
/// everything it knows can be read again.
/// </summary>
internal sealed partial class OperatorRuntime : IAsyncDisposable
{
    private static readonly TimeSpan ObserverDelay = TimeSpan.FromMilliseconds(200);
    private const int ObserverConcurrency = 8;
    private readonly IKubernetesClient _client;
    private readonly MemberOptions _memberOptions;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly WorkQueue<ModelKey> _observed;
    private readonly HubState _hub;
    private readonly MemberRegistry _members;
    private readonly ProviderDeparture _departure;
    private readonly PropagatedSource _propagated;
    private readonly TokenRenewal _renewal;
    private readonly PlannerLoop _planner;
    private readonly FleetStatusLoop _fleetStatus;
    private readonly ModelObserver _observer;
    private readonly BaselineLoop _baselines;
    private readonly ChangeTraces _traces;
    private readonly Signal _membersSoon;
    private readonly DefinitionCheck _definitions;

    static OperatorRuntime() => OperatorJsonContext.Register();

    /// <param name="audit">Where the audit log goes; nowhere if null.</param>
    public OperatorRuntime(
        IKubernetesClient client, MemberSource source, string hubId, IEventRecorder recorder, IPlacementSolver solver,
        MemberOptions memberOptions, PlannerOptions plannerOptions, ILoggerFactory loggers, TimeProvider time, TextWriter? audit = null, MetricsOptions? metrics = null)
    {
        _client = client;
        _memberOptions = memberOptions;
        _loggers = loggers;
        _logger = loggers.CreateLogger<OperatorRuntime>();
        _membersSoon = new Signal(time);
        _definitions = new DefinitionCheck(client, loggers.CreateLogger<DefinitionCheck>(), time);
        _hub = new HubState(client, loggers, time);
        _propagated = new PropagatedSource(client, memberOptions, time);
        var outcomes = new ApplyOutcomes();
        var revisions = new RevisionStore(client);
        _traces = new ChangeTraces(_hub.Models, outcomes, time);
        var coordinator = new ApplyCoordinator(_hub, hubId, _propagated, revisions, outcomes, _traces, time);
        _members = new MemberRegistry(source, memberOptions, hubId, coordinator.ReconcileAsync, loggers, time);
        _renewal = new TokenRenewal(client, _members, loggers.CreateLogger<TokenRenewal>(), time);
        _departure = new ProviderDeparture(client, _hub, _members, time);
        var writer = new ModelStatusWriter(client, _hub.Models);
        var finalizer = new ModelFinalizer(client, _hub.Models);
        var events = new ModelEvents(recorder, new AuditLog(audit, time), time);
        var books = new PriceBooks(client, time);
        var wishes = new PlannedWishes();
        _planner = new PlannerLoop(
            _hub, _members, books, new DecisionWriter(writer, time), finalizer, events, wishes, _traces, solver, plannerOptions, loggers.CreateLogger<PlannerLoop>(), time);
        _fleetStatus = new FleetStatusLoop(client, _hub, _members, _departure, books, loggers.CreateLogger<FleetStatusLoop>(), time);
        _baselines = new BaselineLoop(metrics ?? new MetricsOptions(), loggers.CreateLogger<BaselineLoop>(), time);
        _observer = new ModelObserver(_hub, _members, outcomes, writer, finalizer, events, wishes, new TargetProbe(_members),
            new RolloutObserver(_hub, _members, outcomes, revisions, loggers.CreateLogger<RolloutObserver>(), time), time);
        _observed = new WorkQueue<ModelKey>(new WorkQueueOptions<ModelKey> { Name = "observe", Time = time });
        outcomes.Changed += ObserveSoon;
        Wire();
    }

    /// <summary>Figures of the newest plan, for metrics.</summary>
    public PlanFigures? LatestPlan => _planner.Latest;

    /// <summary>When the planner last looked at the fleet; null before it did.</summary>
    public DateTimeOffset? LastLook => _planner.LastLook;

    /// <summary>The newest comparison with simpler ways of placing; null before there is one.</summary>
    public BaselineFigures? Baselines => _baselines.Latest;

    public MemberRegistry Members => _members;

    public HubState Hub => _hub;

    /// <summary>The uid of the hub's kube-system namespace.</summary>
    public static async Task<string> ReadHubIdAsync(IKubernetesClient client, CancellationToken cancellationToken)
    {
        var system = await client.Resource<V1Namespace>().GetAsync("kube-system", cancellationToken: cancellationToken);
        return system.Metadata.Uid ?? throw new InvalidOperationException("namespace kube-system of the hub has no uid");
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var read = _hub.StartAsync(cancellationToken);
        await _definitions.WatchAsync(read, cancellationToken);
        await read;
        LogSynced(_hub.Models.All.Count, _hub.Providers.Count, _hub.Policies.Count);
        var work = new List<Task> { MembersLoopAsync(cancellationToken), _planner.RunAsync(cancellationToken), _fleetStatus.RunAsync(cancellationToken), _baselines.RunAsync(cancellationToken) };
        for (var i = 0; i < ObserverConcurrency; i++)
            work.Add(ObserveLoopAsync(cancellationToken));
        // The first that fails ends the rest: half an operator is worse than one that starts again.
        await (await Task.WhenAny(work));
        cancellationToken.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        _observed.ShutDown();
        await _members.DisposeAsync();
        await _hub.DisposeAsync();
        _observed.Dispose();
    }

    /// <summary>A model is looked at a moment after something of it changed: what is applied and reported comes in bursts, and each look that finds news writes status.</summary>
    private void ObserveSoon(ModelKey model) => _observed.AddAfter(model, ObserverDelay);

    /// <summary>Who is told of what.</summary>
    private void Wire()
    {
        _hub.Models.Changed += key =>
        {
            _traces.Seen(key);
            ObserveSoon(key);
            _planner.Signal();
            EnqueueEverywhere(key);
        };
        _hub.FleetChanged += () =>
        {
            _membersSoon.Set();
            _planner.Signal();
            _fleetStatus.Signal();
        };
        _hub.FleetStatusChanged += _fleetStatus.Signal;
        _members.Changed += () =>
        {
            foreach (var model in _hub.Models.All)
                ObserveSoon(ModelStore.KeyOf(model));
            _planner.Signal();
            _fleetStatus.Signal();
        };
        _members.CapacityChanged += _ =>
        {
            _planner.Signal();
            _fleetStatus.Signal();
        };
        _members.HealthChanged += OnHealthChanged;
        // Nothing is applied for a pod; but what leaves is gone only with its last pod.
        _members.PodChanged += (_, model) => ObserveSoon(model);
        _members.OwnChanged += OnOwnChanged;
        _planner.Planned += _ => _fleetStatus.Signal();
        _planner.Planned += _baselines.Planned;
    }

    private void OnHealthChanged(MemberSession member)
    {
        _planner.Signal();
        _fleetStatus.Signal();
        // A model that is being deleted waits for every member that was not looked at yet.
        var concerned = _hub.Models.All.Where(m => m.Metadata.DeletionTimestamp is not null || m.Status?.Placements?.Any(p => p.Cluster == member.Cluster) == true).Select(ModelStore.KeyOf).ToHashSet();
        foreach (var key in concerned)
            ObserveSoon(key);
        if (!member.Healthy)
            return;
        // It may hold what nobody wants any more: models that moved away or were deleted while it was silent.
        foreach (var key in concerned.Concat(member.Caches.Models))
            member.Queue.Add(key);
        foreach (var @namespace in member.Caches.OwnNamespaces)
            member.Queue.Add(new ModelKey(@namespace, ""));
    }

    private void OnOwnChanged(MemberSession member, string @namespace, ModelKey? model)
    {
        if (model is { } key)
        {
            member.Queue.Add(key);
            ObserveSoon(key);
            return;
        }

        // A shared object: all models that may want it; or none, which sweeps the namespace.
        var any = false;
        foreach (var owner in _hub.Models.All.Where(m => m.Metadata.Namespace == @namespace && m.Status?.Placements?.Any(p => p.Cluster == member.Cluster) == true))
        {
            member.Queue.Add(ModelStore.KeyOf(owner));
            any = true;
        }

        if (!any && member.Caches.SharedIn(@namespace).Count > 0)
            member.Queue.Add(new ModelKey(@namespace, ""));
    }

    private void EnqueueEverywhere(ModelKey key)
    {
        var model = _hub.Models.Get(key);
        foreach (var member in _members.Sessions)
        {
            var placed = model?.Status?.Placements?.Any(p => p.Cluster == member.Cluster) == true;
            // Of a model that is gone there may be left what it shared, and the namespace.
            var ended = model is null && member.Caches.SharedIn(key.Namespace).Count > 0;
            if (placed || ended || member.Caches.OfModel(key).Count > 0)
                member.Queue.Add(key);
        }
    }

    /// <summary>Reads connections when providers change, and again and again because Secrets change without telling.</summary>
    private async Task MembersLoopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var leaving = false;
            try
            {
                await _departure.HoldAsync(cancellationToken);
                await _members.SyncAsync(_hub.Providers, cancellationToken);
                if (await _renewal.RunAsync(_hub.Providers, cancellationToken))
                    await _members.SyncAsync(_hub.Providers, cancellationToken);
                leaving = await _departure.ReleaseAsync(cancellationToken);
                foreach (var @namespace in await _propagated.RefreshAsync(cancellationToken))
                {
                    foreach (var model in _hub.Models.All.Where(m => m.Metadata.Namespace == @namespace && m.Spec.Propagate is { Count: > 0 }))
                        EnqueueEverywhere(ModelStore.KeyOf(model));
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogMembersFailed(e);
            }

            // What is deleted may have waited for a member that could not be read in time.
            foreach (var ending in _hub.Models.All.Where(m => m.Metadata.DeletionTimestamp is not null))
                ObserveSoon(ModelStore.KeyOf(ending));
            // While a member is not well its Secret is looked at more often: that is where the remedy comes from.
            var all = _members.Views().Values.All(v => v.Health == MemberHealth.Healthy);
            await _membersSoon.WaitAsync(leaving ? TimeSpan.FromSeconds(1) : all ? _memberOptions.RefreshInterval : TimeSpan.FromSeconds(5), cancellationToken);
        }
    }

    private async Task ObserveLoopAsync(CancellationToken cancellationToken)
    {
        while (await _observed.GetAsync(cancellationToken) is { IsShutDown: false } next)
        {
            try
            {
                var again = await _observer.ReconcileAsync(next.Key, cancellationToken);
                _observed.Forget(next.Key);
                if (again is { } soon)
                    _observed.AddAfter(next.Key, soon);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogObserveFailed(e, next.Key.ToString());
                _observed.AddRateLimited(next.Key);
            }
            finally
            {
                _observed.Done(next.Key);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub read: {Models} models, {Providers} providers, {Policies} policies")]
    private partial void LogSynced(int models, int providers, int policies);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the members' connections failed and is tried again")]
    private partial void LogMembersFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Observing {Model} failed and is tried again")]
    private partial void LogObserveFailed(Exception error, string model);
}
