using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.NodePools;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>
/// The cloud takes a machine back: with the notice the node is closed to newcomers and drained, as the clouds' termination handlers do; when the notice is
/// over the machine and what is left on it are gone, whatever their grace period, and the pool gets another where the cloud keeps its size.
/// </summary>
internal sealed class SpotReclaimController(ClusterContext context, NodePoolAutoscaler pools) : IController
{
    private readonly Dictionary<string, (string Uid, DateTimeOffset Due)> _reclaims = new(StringComparer.Ordinal);

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Nodes];

    public void Observe(Change change)
    {
        if (change.Deleted)
            _reclaims.Remove(change.Object.Name);
    }

    /// <summary>From the loop only. A second notice for the same machine changes nothing.</summary>
    public void Announce(NodeView node, TimeSpan notice)
    {
        if (!_reclaims.TryAdd(node.Name, (node.Uid, context.Now + notice)))
            return;
        context.Api.Update(Kinds.Nodes, null, node.Name, Close);
        context.Events.Warning(node, Component, "SpotInterruption", $"the cloud takes the machine back in {notice.TotalSeconds:0.#} s");
        foreach (var pod in context.Cache.Pods.All.Where(pod => pod.NodeName == node.Name && pod.Active && !SystemPods.IsSystem(pod)).ToList())
            Drain(pod);
        context.Loop.EnqueueAfter(this, node.Key, notice);
    }

    public void Reconcile(ObjectName key)
    {
        if (!_reclaims.TryGetValue(key.Name, out var reclaim) || context.Cache.Nodes.Get(key) is not { } node || node.Uid != reclaim.Uid)
            return;
        if (reclaim.Due > context.Now)
        {
            context.Loop.EnqueueAfter(this, key, reclaim.Due - context.Now);
            return;
        }

        context.Api.Delete(Kinds.Nodes, null, key.Name);
        pools.MachineGone(node);
    }

    private string Component => context.Definition.Provider switch
    {
        CloudKind.AWS => "aws-node-termination-handler",
        CloudKind.GCP => "kubelet",
        _ => "node-termination-handler",
    };

    /// <summary>What each cloud's handler marks a leaving machine with.</summary>
    private string Taint => context.Definition.Provider switch
    {
        CloudKind.AWS => "aws-node-termination-handler/spot-itn",
        CloudKind.GCP => "cloud.google.com/impending-node-termination",
        CloudKind.Azure => "remediator.kubernetes.azure.com/unschedulable",
        _ => "node.kubernetes.io/impending-termination",
    };

    private bool Close(JsonObject json)
    {
        var spec = json.Ensure("spec");
        if (spec["taints"] is not JsonArray taints)
            spec["taints"] = taints = [];
        taints.Add((JsonNode)new JsonObject { ["key"] = Taint, ["effect"] = "NoSchedule" });
        return true;
    }

    private void Drain(PodView pod)
    {
        context.UpdateStatus(Kinds.Pods, pod.Key, json => Conditions.Disrupt(json, "TerminationByKubelet", "Pod was terminated in response to imminent node shutdown.", context.Now));
        context.Api.Delete(Kinds.Pods, pod.Namespace, pod.Name);
    }
}
