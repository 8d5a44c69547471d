using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>Deletes Pods from nodes with NoExecute taints they do not tolerate, or no longer.</summary>
internal sealed class TaintEvictionController(ClusterContext context) : IController
{
    /// <summary>What admission adds to Pods that say nothing about these taints (DefaultTolerationSeconds).</summary>
    private const long DefaultSeconds = 300;

    private static readonly string[] ToleratedByDefault = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    private readonly Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Nodes, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Nodes)
            ObserveNode(change);
        else if (!change.Deleted && change.Pod.NodeName is { } node && _since.ContainsKey(node))
            context.Loop.Enqueue(this, change.Object.Key);
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Pods.Get(key) is not { NodeName: { } name, Deleting: false, Terminal: false } pod || !_since.TryGetValue(name, out var since) || context.Cache.Nodes.Get(new ObjectName("", name)) is not { } node)
            return;
        if (Patience(pod, node) is not { } patience)
            return;
        var left = since + patience - context.Now;
        if (left > TimeSpan.Zero)
            context.Loop.EnqueueAfter(this, key, left);
        else
            Evict(pod);
    }

    private void ObserveNode(Change change)
    {
        var name = change.Object.Name;
        if (change.Deleted || change.Node.Taints.All(static taint => taint.Effect != "NoExecute"))
        {
            _since.Remove(name);
            return;
        }

        _since.TryAdd(name, context.Now);
        foreach (var pod in context.Cache.Pods.All.Where(pod => pod.NodeName == name))
            context.Loop.Enqueue(this, pod.Key);
    }

    /// <summary>How long the Pod stays under the node's taints; null is for ever.</summary>
    private TimeSpan? Patience(PodView pod, NodeView node)
    {
        var tolerations = Toleration.ReadAll(pod.Spec);
        TimeSpan? least = null;
        foreach (var taint in node.Taints.Where(static taint => taint.Effect == "NoExecute"))
        {
            var tolerating = tolerations.Where(toleration => toleration.Tolerates(taint)).ToList();
            if (tolerating.Count == 0 && !ToleratedByDefault.Contains(taint.Key, StringComparer.Ordinal))
                return TimeSpan.Zero;
            if ((tolerating.Count == 0 ? DefaultSeconds : tolerating.Min(static toleration => toleration.Seconds)) is { } seconds)
                least = least is { } known && known.TotalSeconds < seconds ? known : TimeSpan.FromSeconds(Math.Max(0, seconds));
        }

        if (least is not { } patience)
            return null;
        return context.Options.Scaled(patience < context.Options.TolerationCap ? patience : context.Options.TolerationCap);
    }

    private void Evict(PodView pod)
    {
        context.UpdateStatus(Kinds.Pods, pod.Key, json => Conditions.Disrupt(json, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", context.Now));
        context.Events.Normal(pod, "taint-eviction-controller", "TaintManagerEviction", $"Marking for deletion Pod {pod.Key}");
        context.Api.Delete(Kinds.Pods, pod.Namespace, pod.Name);
    }
}
