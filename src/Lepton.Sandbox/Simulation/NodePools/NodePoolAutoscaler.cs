using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.NodePools;

/// <summary>
/// Adds nodes for Pods that found none, from zero too, up to each pool's limit and as long as the cloud has stock; brings new machines for those the cloud
/// took where the pool keeps its size; removes nodes that stay empty where the pool asks for it.
/// </summary>
internal sealed class NodePoolAutoscaler : IController
{
    private const string Component = "cluster-autoscaler";
    private static readonly ObjectName Plan = new("", "plan");
    private static readonly ObjectName Deliver = new("", "deliver");

    private readonly ClusterContext _context;
    private readonly Scheduler _scheduler;
    private readonly EmptyNodes _empty;

    public NodePoolAutoscaler(ClusterContext context, Scheduler scheduler)
    {
        _context = context;
        _scheduler = scheduler;
        Pools = context.Definition.NodePools.Select(pool => new NodePool(context.Definition, pool)).ToList();
        _empty = new EmptyNodes(context, scheduler.Table, Pools);
        scheduler.Unschedulable = () => context.Loop.Enqueue(this, Plan);
    }

    public IReadOnlyList<NodePool> Pools { get; }

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Nodes, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Nodes && change.Deleted && _scheduler.Queue.Waiting > 0)
            _context.Loop.Enqueue(this, Plan);
        var node = change.Resource == Kinds.Nodes ? change.Object.Name : change.Pod.NodeName ?? (change.Old as PodView)?.NodeName;
        if (node is not null && _empty.Matters(node))
            _context.Loop.Enqueue(this, new ObjectName("node", node));
    }

    /// <summary>Stock came or went: waiting Pods are looked at again.</summary>
    public void Replan() => _context.Loop.Enqueue(this, Plan);

    /// <summary>From the loop only: the machine of a node is gone, and nobody had scaled the pool down.</summary>
    public void MachineGone(NodeView node)
    {
        if (Pools.FirstOrDefault(pool => pool.Name == node.Pool) is not { Replaces: true } pool)
            return;
        pool.Owed++;
        _context.Loop.Enqueue(this, Plan);
    }

    public void Reconcile(ObjectName key)
    {
        if (key == Deliver)
            DeliverDue();
        else if (key == Plan)
            Grow();
        else if (_empty.Check(key.Name) is { } wait)
            _context.Loop.EnqueueAfter(this, key, wait);
    }

    private void Grow()
    {
        // Placing goes on; what is left over then is looked at together.
        if (_scheduler.Queue.HasActive)
        {
            _context.Loop.Enqueue(this, Plan);
            return;
        }

        foreach (var pool in Pools)
            Replace(pool);
        foreach (var upcoming in Pools.SelectMany(static pool => pool.Upcoming))
        {
            foreach (var planned in upcoming.Room.Pods.ToList())
                upcoming.Room.Remove(planned.Uid);
        }

        foreach (var name in _scheduler.Queue.WaitingPods)
        {
            if (_context.Cache.Pods.Get(name) is { } view)
                Serve(view);
        }

        ScheduleDelivery();
    }

    private void Replace(NodePool pool)
    {
        for (; pool.Owed > 0 && !pool.StockedOut; pool.Owed--)
        {
            if (Size(pool) >= Math.Max(pool.Definition.Count, pool.Definition.MaxNodes))
                continue;
            var node = pool.Take();
            pool.Upcoming.Add(new UpcomingNode(node, Due(node), NodePool.Empty(node, _context.Now)) { Replacement = true });
        }
    }

    private DateTimeOffset Due(NodeContext node) => _context.Now + _context.Varied(_context.Options.NodeProvisioning, node.Name, "provision");

    private void Serve(PodView view)
    {
        if (_scheduler.MissingClaim(view) is not null)
            return;
        var pod = new SchedulingPod(view);
        foreach (var upcoming in Pools.SelectMany(static pool => pool.Upcoming))
        {
            if (!Fits(pod, upcoming.Room))
                continue;
            upcoming.Room.Add(view);
            return;
        }

        var growing = Pools.Where(CanGrow).Select(pool => (pool, NodePool.Empty(pool.Peek(), _context.Now))).ToList();
        if (PoolChoice.Best(pod, growing.Where(static pair => !pair.pool.StockedOut).ToList(), room => Fits(pod, room)) is { } choice)
            Order(choice.Pool, choice.Room, view);
        else if (PoolChoice.Best(pod, growing, room => Fits(pod, room)) is { } without)
            _context.Events.Warning(view, Component, "FailedScaleUp", OutOfStock(without.Pool));
        else
            _context.Events.Normal(view, Component, "NotTriggerScaleUp", "pod didn't trigger scale-up: " + Why(pod, growing));
    }

    /// <summary>Also where other Pods are must allow it: a node like those there are would not help, and would be ordered again and again.</summary>
    private bool Fits(SchedulingPod pod, NodeInfo room) => NodeFilters.Check(pod, room) is null
        && (!pod.DependsOnOthers && !_scheduler.Table.AnyAntiAffinity || new TopologyFilters(pod, _scheduler.Table, [.. _scheduler.Table.Nodes, room]).Check(room) is null);

    private bool CanGrow(NodePool pool) => Size(pool) < pool.Definition.MaxNodes;

    private int Size(NodePool pool) => _scheduler.Table.Nodes.Count(info => info.Node.Pool == pool.Name) + pool.Upcoming.Count;

    private void Order(NodePool pool, NodeInfo room, PodView view)
    {
        var size = Size(pool);
        var node = pool.Take();
        room.Add(view);
        pool.Upcoming.Add(new UpcomingNode(node, Due(node), room));
        _context.Events.Normal(view, Component, "TriggeredScaleUp", $"pod triggered scale-up: [{{{pool.Name} {size}->{size + 1} (max: {pool.Definition.MaxNodes})}}]");
    }

    private void DeliverDue()
    {
        foreach (var pool in Pools)
        {
            foreach (var upcoming in pool.Upcoming.Where(upcoming => upcoming.Due <= _context.Now).ToList())
            {
                pool.Upcoming.Remove(upcoming);

                if (!pool.StockedOut)
                {
                    NodeRegistration.Register(_context, upcoming.Node);
                    continue;
                }

                // The cloud said yes and then had none: the Pods are looked at again and go elsewhere.
                pool.Owed += upcoming.Replacement ? 1 : 0;
                _context.Loop.Enqueue(this, Plan);
            }
        }

        ScheduleDelivery();
    }

    private void ScheduleDelivery()
    {
        var next = Pools.SelectMany(static pool => pool.Upcoming).Select(static upcoming => (DateTimeOffset?)upcoming.Due).Min();
        if (next is { } due)
            _context.Loop.EnqueueAfter(this, Deliver, due - _context.Now);
    }

    private string OutOfStock(NodePool pool) => _context.Definition.Provider switch
    {
        Fleet.CloudKind.AWS => $"failed to scale up node group {pool.Name}: InsufficientInstanceCapacity: we currently do not have sufficient {pool.Definition.InstanceType} capacity",
        Fleet.CloudKind.Azure => $"failed to scale up agent pool {pool.Name}: AllocationFailed: not enough capacity for {pool.Definition.InstanceType} in {_context.Definition.Region}",
        Fleet.CloudKind.GCP => $"failed to scale up node pool {pool.Name}: ZONE_RESOURCE_POOL_EXHAUSTED: {pool.Definition.InstanceType} in {_context.Definition.Region}",
        _ => $"failed to scale up pool {pool.Name}: no {pool.Definition.InstanceType} in stock",
    };

    private string Why(SchedulingPod pod, List<(NodePool Pool, NodeInfo Room)> growing)
    {
        var reasons = growing.SelectMany(pair => NodeFilters.Check(pod, pair.Room)?.Reasons ?? []).ToList();
        reasons.AddRange(Pools.Where(pool => !CanGrow(pool)).Select(static _ => "max node group size reached"));
        return string.Join(", ", reasons.CountBy(static reason => reason).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Value} {pair.Key}"));
    }
}
