using System.Collections.Concurrent;
using System.Globalization;
using Lepton.Sandbox.Hosting;

namespace Lepton.Sandbox.Fleet;

/// <summary>One fault in force.</summary>
/// <param name="Id">By which it is ended; 0 for what is over as soon as it has happened.</param>
public sealed record ActiveFault(int Id, FaultEvent Fault, string Effect);

/// <summary>Carries out faults on a running fleet, by command or when a fleet file says so, and ends them again.</summary>
public sealed class FleetDirector(SandboxFleet fleet, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, (ActiveFault Fault, Func<Task> End)> _active = new();
    private readonly List<ITimer> _timers = [];
    private int _next;

    public IReadOnlyList<ActiveFault> Active => _active.Values.Select(static entry => entry.Fault).OrderBy(static fault => fault.Id).ToList();

    /// <summary>Told of faults of the fleet file that could not be carried out (a pool without nodes at the time).</summary>
    public Action<FaultEvent, Exception>? OnFailure { get; set; }

    /// <summary>Sets a timer for every fault of the fleet file.</summary>
    public void Schedule()
    {
        foreach (var fault in fleet.Definition.Scenario.Faults)
            _timers.Add(time.CreateTimer(_ => _ = RunAsync(fault), null, TimeSpan.FromHours(fault.AtHours), Timeout.InfiniteTimeSpan));
    }

    /// <summary>Brings a fault about; it ends by itself after its time, or by <see cref="EndAsync"/>.</summary>
    /// <exception cref="ArgumentException">No such cluster, pool or node; names what there is.</exception>
    public async Task<ActiveFault> BeginAsync(FaultEvent fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (FaultRules.Problem(fault, fleet.Definition.Members) is { } problem)
            throw new ArgumentException($"{problem.Field}: {problem.Message}");
        var cluster = fleet[fault.Cluster];
        var (effect, end) = await ApplyAsync(cluster, fault);
        if (end is null)
            return new ActiveFault(0, fault, effect);
        var active = new ActiveFault(Interlocked.Increment(ref _next), fault, effect);
        _active[active.Id] = (active, end);
        if (fault.ForHours is { } hours)
        {
            lock (_timers)
                _timers.Add(time.CreateTimer(_ => _ = EndAsync(active.Id), null, TimeSpan.FromHours(hours), Timeout.InfiniteTimeSpan));
        }

        return active;
    }

    /// <summary>Ends a fault; false when it is over already.</summary>
    public async Task<bool> EndAsync(int id)
    {
        if (!_active.TryRemove(id, out var entry))
            return false;
        await entry.End();
        return true;
    }

    public async Task EndAllAsync()
    {
        foreach (var id in _active.Keys)
            await EndAsync(id);
    }

    public ValueTask DisposeAsync()
    {
        lock (_timers)
            _timers.ForEach(static timer => timer.Dispose());
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(FaultEvent fault)
    {
        try
        {
            await BeginAsync(fault);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException)
        {
            OnFailure?.Invoke(fault, error);
        }
    }

    private static async Task<(string Effect, Func<Task>? End)> ApplyAsync(FleetCluster cluster, FaultEvent fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.ClusterDown:
                await cluster.Server.StopAsync();
                return ($"the API server of {cluster.Name} is gone", () => cluster.Server.StartAsync());
            case FaultKind.WatchBreak:
                cluster.Server.BreakWatches();
                return ($"all watches of {cluster.Name} are cut and their history is forgotten", null);
            case FaultKind.StockOut:
                await cluster.Faults.StockOut(fault.Pool);
                return ($"no more nodes for {cluster.Name}/{fault.Pool}", () => cluster.Faults.Restock(fault.Pool));
            case FaultKind.CrashLoop:
                var (space, prefix) = (fault.Pods.Split('/')[0], fault.Pods.Split('/')[1]);
                await cluster.Faults.CrashPods(space, prefix);
                return ($"Pods {fault.Pods}* in {cluster.Name} crash", () => cluster.Faults.CrashPods(space, prefix, crash: false));
            case FaultKind.NodeLost or FaultKind.SpotReclaim or FaultKind.GpuFailure:
                return await ApplyToNodeAsync(cluster, fault);
            default:
                return Inject(cluster, fault.Kind);
        }
    }

    private static async Task<(string Effect, Func<Task>? End)> ApplyToNodeAsync(FleetCluster cluster, FaultEvent fault)
    {
        var nodes = cluster.NodesOf(fault.Pool);
        if (fault.Node >= nodes.Count)
            throw new ArgumentException($"node: found {fault.Node}; {cluster.Name}/{fault.Pool} has {nodes.Count} nodes at present (counted from 0)");
        var node = nodes[fault.Node];
        if (fault.Kind == FaultKind.SpotReclaim)
        {
            await cluster.Faults.ReclaimNode(node);
            return ($"the cloud takes {node} back", null);
        }

        if (fault.Kind == FaultKind.NodeLost)
        {
            await cluster.Faults.LoseNode(node);
            return ($"{node} is silent", () => IfThere(() => cluster.Faults.RecoverNode(node)));
        }

        await cluster.Faults.FailGpus(node, fault.Gpus);
        return (string.Create(CultureInfo.InvariantCulture, $"{fault.Gpus} GPUs of {node} failed"), () => IfThere(() => cluster.Faults.RepairGpus(node)));
    }

    /// <summary>Faults of how the API server answers.</summary>
    private static (string Effect, Func<Task>? End) Inject(FleetCluster cluster, FaultKind kind)
    {
        var user = SandboxUser.Operator.Name;
        var (effect, fault) = kind switch
        {
            FaultKind.Partition => ($"the operator does not reach {cluster.Name}", new ApiFault { User = user, Cut = true }),
            FaultKind.Slow => ($"every request to {cluster.Name} waits a second", new ApiFault { Latency = TimeSpan.FromSeconds(1) }),
            FaultKind.ServerError => ($"{cluster.Name} answers 500", new ApiFault { Status = 500 }),
            FaultKind.TooManyRequests => ($"{cluster.Name} answers 429", new ApiFault { Status = 429, RetryAfterSeconds = 1 }),
            FaultKind.ExpiredCredentials => ($"the operator's credentials for {cluster.Name} are answered 401", new ApiFault { User = user, Status = 401 }),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a fault of an API server"),
        };
        var injected = cluster.Server.Inject(fault);
        return (effect, () =>
        {
            injected.Dispose();
            return Task.CompletedTask;
        }
        );
    }

    /// <summary>The node may be gone by now; then there is nothing to mend.</summary>
    private static async Task IfThere(Func<Task> mend)
    {
        try
        {
            await mend();
        }
        catch (ArgumentException)
        {
            return;
        }
    }
}
