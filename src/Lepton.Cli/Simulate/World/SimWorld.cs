using Lepton.Api.Models;
using Lepton.Cli.Simulate.Setup;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Cli.Simulate.World;

/// <summary>The clusters with their machines and what runs on them: carries out what the statuses of models say, as appliers, schedulers and node autoscalers do.</summary>
internal sealed class SimWorld
{
    private readonly SimulationInput _input;
    private readonly SortedDictionary<string, SimCluster> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<ModelKey, List<SimReplica>> _replicas = [];
    private readonly DataCopies _data;
    private long _number;

    public SimWorld(SimulationInput input)
    {
        _input = input;
        _data = new DataCopies(input.DataGiBPerSecond);
        foreach (var cluster in WorldBuilder.Build(input))
            _clusters[cluster.Name] = cluster;
    }

    public IReadOnlyCollection<SimCluster> Clusters => _clusters.Values;

    public SimCluster? Find(string cluster) => _clusters.GetValueOrDefault(cluster);

    public IReadOnlyList<SimReplica> Of(ModelKey model) => _replicas.TryGetValue(model, out var list) ? list : [];

    /// <summary>Told of every time (hours) at which something will change without a further event.</summary>
    public Action<double>? WakeAt { get; set; }

    /// <summary>What the model's status asks for is made or removed in every cluster the operator reaches.</summary>
    public void Apply(LeptonModel model, double now)
    {
        var key = new ModelKey(model.Metadata.Namespace!, model.Metadata.Name!);
        var wanted = Targets(model);
        var have = _replicas.TryGetValue(key, out var list) ? list : _replicas[key] = [];
        foreach (var surplus in have.GroupBy(replica => replica.Pool, StringComparer.Ordinal).ToList())
        {
            if (ClusterOf(surplus.Key) is not { Reachable: true })
                continue;
            var excess = surplus.Count() - wanted.GetValueOrDefault(surplus.Key).Count;
            foreach (var leaving in surplus.OrderBy(replica => replica.Node is not null).ThenBy(replica => replica.ReadyNow(now)).ThenByDescending(replica => replica.Number).Take(Math.Max(0, excess)).ToList())
                Remove(leaving, now);
        }

        foreach (var (pool, (count, placement)) in wanted.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (ClusterOf(pool) is not { Reachable: true })
                continue;
            for (var missing = count - have.Count(replica => replica.Pool == pool); missing > 0; missing--)
                have.Add(Make(key, model, placement));
        }
    }

    /// <summary>Binds what waits, the most important first: to machines with room, the fullest first, else to one that is ordered now.</summary>
    public void Schedule(double now)
    {
        var waiting = _replicas.Values.SelectMany(list => list).Where(replica => replica.Node is null)
            .OrderByDescending(replica => replica.Priority).ThenBy(replica => replica.Number).ToList();
        foreach (var replica in waiting)
        {
            if (ClusterOf(replica.Pool) is not { Serving: true } cluster)
                continue;
            var node = cluster.Pools.SelectMany(pool => pool.Nodes.Where(node => pool.Serves(replica.Pool, node.Slot))).Where(node => node.Fits(replica))
                .OrderBy(node => node.FreeGpus).ThenBy(node => node.FreeCpu).ThenBy(node => node.View.Name, StringComparer.Ordinal).FirstOrDefault();
            node ??= Order(cluster, replica, now);
            if (node is not null)
                Bind(replica, node, now);
        }
    }

    /// <summary>Machines beyond a pool's count that have been empty long enough go; those below it that are missing are replaced.</summary>
    public void Tend(double now)
    {
        foreach (var pool in _clusters.Values.SelectMany(cluster => cluster.Pools))
        {
            foreach (var node in pool.Nodes.Where(node => node.Slot >= pool.Definition.Count && node.Replicas.Count == 0).ToList())
            {
                var due = (node.EmptySince ?? now) + (pool.Definition.ScaleDownAfter ?? TimeSpan.FromMinutes(10)).TotalHours;
                if (due <= now + 1e-12)
                    pool.Remove(node);
                else
                    WakeAt?.Invoke(due);
            }

            for (var slot = 0; slot < pool.Definition.Count && pool.InStock; slot++)
            {
                if (pool.At(slot) is null)
                    WakeAt?.Invoke(pool.Start(slot, now + _input.NodeHours).ReadyAt);
            }
        }
    }

    /// <summary>The machine and what ran on it are gone; its Pods wait for another.</summary>
    public void Lose(SimNode node)
    {
        foreach (var replica in node.Replicas)
        {
            replica.Node = null;
            replica.ReadyAt = double.MaxValue;
        }

        node.Pool.Remove(node);
    }

    /// <summary>GPUs fail (or work again): what no longer fits on the machine is put back, the youngest first.</summary>
    public static void FailGpus(SimNode node, int count, double now)
    {
        node.FailedGpus = Math.Max(0, node.FailedGpus + count);
        foreach (var replica in node.Replicas.Where(replica => replica.Gpus > 0).OrderByDescending(replica => replica.Number).ToList())
        {
            if (node.FreeGpus >= 0)
                break;
            node.Replicas.Remove(replica);
            replica.Node = null;
            replica.ReadyAt = double.MaxValue;
        }

        if (node.Replicas.Count == 0)
            node.EmptySince ??= now;
    }

    /// <summary>Containers of a cluster that was down start again.</summary>
    public void Restart(SimCluster cluster, double now)
    {
        foreach (var replica in _replicas.Values.SelectMany(list => list).Where(replica => replica.Node?.Pool.Cluster == cluster))
        {
            replica.ReadyAt = Math.Max(now, replica.Node!.ReadyAt) + replica.StartHours;
            WakeAt?.Invoke(replica.ReadyAt);
        }
    }

    /// <summary>The counts and states the operator would observe; of clusters it does not reach what it saw last stands.</summary>
    public void Observe(LeptonModel model, double now)
    {
        var replicas = Of(new ModelKey(model.Metadata.Namespace!, model.Metadata.Name!));
        foreach (var placement in model.Status?.Placements ?? [])
        {
            if (Find(placement.Cluster) is not { Reachable: true })
                continue;
            placement.ReadyReplicas = replicas.Count(replica => replica.Pool == placement.Pool && replica.ReadyNow(now));
            if (placement.State != PlacementState.Draining)
                placement.State = placement.ReadyReplicas >= placement.Replicas && placement.Replicas > 0 ? PlacementState.Active : PlacementState.Pending;
        }
    }

    /// <summary>How many replicas each pool is to have, as the operator's appliers read it from a status.</summary>
    private static Dictionary<string, (int Count, ModelPlacement Placement)> Targets(LeptonModel model)
    {
        var placements = model.Status?.Placements ?? [];
        var training = model.Spec.Workload == WorkloadKind.Training;
        if (!Operator.Moves.DrainRule.MayStart(model, placements))
            return [];
        return placements.Where(placement => !training || placement.State != PlacementState.Draining)
            .ToDictionary(placement => placement.Pool, placement => (Operator.Moves.MigrationSteps.Running(model, placement), placement), StringComparer.Ordinal);
    }

    private SimCluster? ClusterOf(string pool) => Find(pool.Split('/', 2)[0]);

    private SimReplica Make(ModelKey key, LeptonModel model, ModelPlacement placement) => new(key, placement.Pool, _number++)
    {
        Gpus = placement.AcceleratorCount,
        Cpu = ModelDemandOf.Cpu(model),
        MemoryGiB = ModelDemandOf.MemoryGiB(model),
        Throughput = ModelDemandOf.Throughput(model, placement.Accelerator),
        Priority = model.Spec.Priority,
        StartHours = _input.StartHours(model, placement.Accelerator is null),
        DataGiB = Find(placement.Cluster) is { } cluster ? DataCopies.ToCopy(model, cluster) : 0,
    };

    private void Remove(SimReplica replica, double now)
    {
        _replicas[replica.Model].Remove(replica);
        if (_replicas[replica.Model].TrueForAll(other => ClusterOf(other.Pool) != ClusterOf(replica.Pool)))
            _data.Drop(replica.Model, replica.Pool.Split('/', 2)[0]);
        if (replica.Node is not { } node)
            return;
        node.Replicas.Remove(replica);
        if (node.Replicas.Count == 0)
            node.EmptySince = now;
    }

    private SimNode? Order(SimCluster cluster, SimReplica replica, double now)
    {
        foreach (var pool in cluster.Pools.Where(pool => pool.InStock))
        {
            if (pool.FreeSlot(replica.Pool) is not { } slot)
                continue;
            var node = pool.Start(slot, now + _input.NodeHours);
            if (node.Fits(replica))
            {
                WakeAt?.Invoke(node.ReadyAt);
                return node;
            }

            pool.Remove(node);
        }

        return null;
    }

    private void Bind(SimReplica replica, SimNode node, double now)
    {
        replica.Node = node;
        replica.ReadyAt = Math.Max(node.ReadyAt, _data.Arrival(replica, node.Pool.Cluster.Name, now)) + replica.StartHours;
        node.Replicas.Add(replica);
        node.EmptySince = null;
        WakeAt?.Invoke(replica.ReadyAt);
    }
}
