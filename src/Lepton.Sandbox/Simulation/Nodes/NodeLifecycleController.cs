using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Kubelet;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>Notices kubelets that are silent, and keeps the taints that follow from a node's conditions and from its being cordoned.</summary>
internal sealed class NodeLifecycleController(ClusterContext context, SilentNodes silent) : IController
{
    private const string Component = "node-controller";
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string Unreachable = "node.kubernetes.io/unreachable";
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    private const string Ttl = "node.alpha.kubernetes.io/ttl";

    private static readonly string[] Own = [NotReady, Unreachable, Unschedulable];

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Nodes];

    public void Observe(Change change)
    {
        if (!change.Deleted)
            context.Loop.Enqueue(this, change.Object.Key);
    }

    /// <summary>A kubelet fell silent: it is noticed after the monitor's grace.</summary>
    public void Silence(string node) => context.Loop.EnqueueAfter(this, new ObjectName("", node), context.Options.Scaled(context.Options.NodeMonitorGrace));

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Nodes.Get(key) is not { } node)
            return;
        if (silent.Contains(key.Name) && silent.Since(key.Name) + context.Options.Scaled(context.Options.NodeMonitorGrace) <= context.Now && node.Condition("Ready").Text("status") != "Unknown")
        {
            GiveUp(node);
            return;
        }

        Announce(node);
        Taint(node);
    }

    /// <summary>How long kubelets may keep what they read of this node's objects, in seconds: 0 in clusters of this size (the ttl controller).</summary>
    private void Announce(NodeView node)
    {
        if (node.Annotation(Ttl) is not null)
            return;
        context.Api.Update(Kinds.Nodes, null, node.Name, static json =>
        {
            json.Ensure("metadata").Ensure("annotations")[Ttl] = "0";
            return true;
        });
    }

    private void GiveUp(NodeView node)
    {
        context.UpdateStatus(Kinds.Nodes, node.Key, json =>
        {
            json.Ensure("status")["conditions"] = NodeConditions.Silent(context.Now);
            return true;
        });
        context.Events.Normal(node, Component, "NodeNotReady", $"Node {node.Name} status is now: NodeNotReady");
        foreach (var pod in context.Cache.Pods.All.Where(pod => pod.NodeName == node.Name && pod.Ready).ToList())
            context.UpdateStatus(Kinds.Pods, pod.Key, json => Unready(json, pod));
    }

    private bool Unready(JsonObject json, PodView pod)
    {
        if (json.Object("metadata").Text("uid") != pod.Uid || Conditions.Find(json.Object("status"), "Ready") is not { } ready)
            return false;
        ready["status"] = "False";
        ready["lastTransitionTime"] = KubeTime.Seconds(context.Now);
        return true;
    }

    private void Taint(NodeView node)
    {
        var wanted = Wanted(node).ToList();
        var present = node.Taints.Where(static taint => Own.Contains(taint.Key, StringComparer.Ordinal)).ToList();
        if (wanted.ToHashSet().SetEquals(present))
            return;
        context.Api.Update(Kinds.Nodes, null, node.Name, json =>
        {
            var spec = json.Ensure("spec");
            var taints = new JsonArray(spec.Objects("taints").Where(taint => Keeps(taint, wanted)).Select(static taint => taint.DeepClone()).ToArray());
            foreach (var taint in wanted.Where(taint => !present.Contains(taint)))
                taints.Add((JsonNode)Json(taint));
            if (taints.Count == 0)
                spec.Remove("taints");
            else
                spec["taints"] = taints;
            return true;
        });
    }

    private static bool Keeps(JsonObject taint, List<Taint> wanted) =>
        !Own.Contains(taint.Text("key"), StringComparer.Ordinal) || wanted.Any(other => other.Key == taint.Text("key") && other.Effect == taint.Text("effect"));

    private static IEnumerable<Taint> Wanted(NodeView node)
    {
        var status = node.Condition("Ready").Text("status");
        if (node.Unschedulable)
            yield return new Taint(Unschedulable, "", "NoSchedule");
        if (status == "True")
            yield break;
        if (status is null)
        {
            // Nobody has said yet how it is.
            foreach (var taint in node.Taints.Where(static taint => taint.Key is NotReady or Unreachable))
                yield return taint;
            yield break;
        }

        var key = status == "False" ? NotReady : Unreachable;
        yield return new Taint(key, "", "NoSchedule");
        yield return new Taint(key, "", "NoExecute");
    }

    private JsonObject Json(Taint taint)
    {
        var json = new JsonObject { ["key"] = taint.Key, ["effect"] = taint.Effect };
        if (taint.Effect == "NoExecute" || taint.Key == Unschedulable)
            json["timeAdded"] = KubeTime.Seconds(context.Now);
        return json;
    }
}
