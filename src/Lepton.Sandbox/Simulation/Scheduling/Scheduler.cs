using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>Binds Pods to nodes, one per turn, most important first; says in the Pod's condition why it could not.</summary>
internal sealed class Scheduler : IController
{
    private const string Component = "default-scheduler";
    private static readonly ObjectName Cycle = new("", "cycle");

    private readonly ClusterContext _context;
    private readonly Preemption _preemption;

    public Scheduler(ClusterContext context)
    {
        _context = context;
        Table = new NodeTable(context.Cache);
        _preemption = new Preemption(context, Table);
    }

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Pods, Kinds.Nodes, Kinds.PersistentVolumeClaims];

    public NodeTable Table { get; }

    public SchedulingQueue Queue { get; } = new();

    /// <summary>Told when Pods found no node (the node-pool autoscaler listens).</summary>
    public Action? Unschedulable { get; set; }

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Nodes)
            ObserveNode(change);
        else if (change.Resource == Kinds.Pods)
            ObservePod(change);
        else if (change.Type == StoreEventType.Added)
            Queue.Stir();
        if (Queue.HasActive)
            _context.Loop.Enqueue(this, Cycle);
    }

    public void Reconcile(ObjectName key)
    {
        if (Queue.Next() is not { } next)
            return;
        if (Queue.HasActive)
            _context.Loop.Enqueue(this, Cycle);
        if (_context.Cache.Pods.Get(next) is { } pod && Wants(pod))
            Place(pod);
    }

    /// <summary>The nodes that would take the Pod now, and why the others would not.</summary>
    public (IReadOnlyList<NodeInfo> Fitting, IReadOnlyList<(NodeInfo Node, Misfit Misfit)> Misfits) Filter(SchedulingPod pod)
    {
        var topology = pod.DependsOnOthers || Table.AnyAntiAffinity ? new TopologyFilters(pod, Table, Table.Nodes) : null;
        var fitting = new List<NodeInfo>();
        var misfits = new List<(NodeInfo Node, Misfit Misfit)>();
        foreach (var node in Table.Nodes)
        {
            if ((NodeFilters.Check(pod, node) ?? topology?.Check(node) ?? Promised(pod, node)) is { } misfit)
                misfits.Add((node, misfit));
            else
                fitting.Add(node);
        }

        return (fitting, misfits);
    }

    /// <summary>Room that others were ended for is kept for who they were ended for, against anybody less important (schedule_one.go, RunFilterPluginsWithNominatedPods).</summary>
    private Misfit? Promised(SchedulingPod pod, NodeInfo node)
    {
        NodeInfo? trial = null;
        foreach (var nominated in Table.Nominated(node.Node.Name))
        {
            if (nominated.Uid != pod.View.Uid && _context.Cache.PriorityOf(nominated) >= _context.Cache.PriorityOf(pod.View))
                (trial ??= node.Clone()).Add(nominated);
        }

        return trial is null ? null : NodeFilters.Check(pod, trial);
    }

    private static bool Wants(PodView pod) =>
        pod is { NodeName: null, Deleting: false, Terminal: false } && (pod.Spec.Text("schedulerName") ?? Component) == Component && pod.Spec.Count("schedulingGates") == 0;

    private void ObserveNode(Change change)
    {
        Table.ObserveNode(change);
        if (!change.Deleted && (change.Old is not NodeView old || Matters(old, change.Node)))
            Queue.Stir();
    }

    /// <summary>Heartbeats must not wake the scheduler.</summary>
    private static bool Matters(NodeView old, NodeView node) =>
        old.Unschedulable != node.Unschedulable || !old.Taints.SequenceEqual(node.Taints)
        || !JsonNode.DeepEquals(old.Status.Object("allocatable"), node.Status.Object("allocatable"))
        || !JsonNode.DeepEquals(old.Metadata.Object("labels"), node.Metadata.Object("labels"));

    private void ObservePod(Change change)
    {
        Table.ObservePod(change);
        var pod = change.Pod;
        if (!change.Deleted && Wants(pod))
        {
            Queue.Add(pod.Key, _context.Cache.PriorityOf(pod));
            return;
        }

        Queue.Remove(pod.Key);
        var held = change.Old is PodView { NodeName: not null, Terminal: false };
        var holds = !change.Deleted && pod is { NodeName: not null, Terminal: false };

        if (held && !holds)
            Queue.Stir();
        else if (!held && holds)
            Queue.StirDependents();
    }

    private void Place(PodView view)
    {
        var group = view.ControllerUid;
        if (group is not null && Queue.FailureOf(group) is { } known)
        {
            Fail(view, group, known, dependsOnOthers: false);
            return;
        }

        if (MissingClaim(view) is { } claim)
        {
            Fail(view, group, FitFailure.Unresolvable(Table.Nodes.Count, $"persistentvolumeclaim \"{claim}\" not found"), dependsOnOthers: false);
            return;
        }

        var pod = new SchedulingPod(view);
        var (fitting, misfits) = Filter(pod);
        if (fitting.Count > 0)
        {
            Bind(view, NodeScores.Best(pod, fitting, Table).Node.Name);
            return;
        }

        var (nominated, preemption) = _preemption.Try(pod, misfits);
        var message = FitFailure.Describe(misfits.Select(static pair => pair.Misfit).ToList(), preemption);
        if (nominated is null && view.Nomination is { } lapsed && !Preemption.Waits(preemption))
            Renounce(view, lapsed);

        // One Pod's victims are not another's: only a plain failure is shared with the Pod's equals.
        Fail(view, nominated is null ? group : null, message, pod.DependsOnOthers, nominated);
    }

    /// <summary>A claim the Pod refers to that does not exist: no node helps then.</summary>
    public string? MissingClaim(PodView pod) => pod.Spec.Objects("volumes").Select(static volume => volume.Object("persistentVolumeClaim").Text("claimName"))
        .FirstOrDefault(name => name is not null && _context.Api.Get(Kinds.PersistentVolumeClaims, pod.Namespace, name) is null);

    private void Bind(PodView pod, string node)
    {
        var bound = _context.Api.Update(Kinds.Pods, pod.Namespace, pod.Name, json => Assign(json, pod.Uid, node), "binding");
        if (bound is not null)
            _context.Events.Normal(pod, Component, "Scheduled", $"Successfully assigned {pod.Key} to {node}");
    }

    private bool Assign(JsonObject json, string uid, string node)
    {
        if (json.Object("metadata").Text("uid") != uid || json.Object("metadata").Text("deletionTimestamp") is not null || json.Object("spec").Text("nodeName") is { Length: > 0 })
            return false;
        json.Ensure("spec")["nodeName"] = node;
        Conditions.Put(json.Ensure("status"), new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = KubeTime.Seconds(_context.Now),
        });
        return true;
    }

    private void Fail(PodView pod, string? group, string message, bool dependsOnOthers, string? nominated = null)
    {
        var news = false;
        Queue.Park(pod.Key, group, message, dependsOnOthers);
        _context.UpdateStatus(Kinds.Pods, pod.Key, json => news = Condition(json, pod.Uid, message, nominated));
        if (news)
            _context.Events.Warning(pod, Component, "FailedScheduling", message);
        if (nominated is null)
            Unschedulable?.Invoke();
    }

    /// <summary>The room made for it is gone: others may have the node.</summary>
    private void Renounce(PodView pod, string node)
    {
        _context.UpdateStatus(Kinds.Pods, pod.Key, json => json.Object("metadata").Text("uid") == pod.Uid && json.Object("status").Text("nominatedNodeName") == node && json.Ensure("status").Remove("nominatedNodeName"));
        Queue.Stir();
    }

    private bool Condition(JsonObject json, string uid, string message, string? nominated)
    {
        var status = json.Ensure("status");
        var old = Conditions.Find(status, "PodScheduled");
        var said = old.Text("message") == message && old.Text("reason") == "Unschedulable" && (nominated is null || status.Text("nominatedNodeName") == nominated);
        if (json.Object("metadata").Text("uid") != uid || said)
            return false;
        if (nominated is not null)
            status["nominatedNodeName"] = nominated;
        var since = old.Text("status") == "False" ? old.Text("lastTransitionTime") : null;
        Conditions.Put(status, new JsonObject
        {
            ["type"] = "PodScheduled",
            ["observedGeneration"] = json.Object("metadata").Number("generation") ?? 1,
            ["status"] = "False",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = since ?? KubeTime.Seconds(_context.Now),
            ["reason"] = "Unschedulable",
            ["message"] = message,
        });
        return true;
    }
}
