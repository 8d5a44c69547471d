using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>Removes Pods whose node does not exist any more (kubernetes/pkg/controller/podgc): nobody else would end them.</summary>
internal sealed class PodCollector(ClusterContext context) : IController
{
    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Nodes, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Pods)
        {
            if (!change.Deleted && change.Pod.NodeName is { } node && context.Cache.Nodes.Get(new ObjectName("", node)) is null)
                Wait(change.Object.Key);
        }
        else if (change.Deleted)
        {
            foreach (var pod in context.Cache.Pods.All.Where(pod => pod.NodeName == change.Object.Name))
                Wait(pod.Key);
        }
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Pods.Get(key) is not { NodeName: { } node } pod || context.Cache.Nodes.Get(new ObjectName("", node)) is not null)
            return;
        if (!pod.Terminal)
            context.UpdateStatus(Kinds.Pods, key, json => Fail(json, pod.Uid));
        context.Api.Finish(Kinds.Pods, pod.Namespace, pod.Name);
    }

    /// <summary>The node may come back.</summary>
    private void Wait(ObjectName pod) => context.Loop.EnqueueAfter(this, pod, context.Options.Scaled(context.Options.NodeMonitorGrace));

    private bool Fail(JsonObject json, string uid)
    {
        if (json.Object("metadata").Text("uid") != uid)
            return false;
        var status = json.Ensure("status");
        status["phase"] = "Failed";
        return Conditions.Disrupt(json, "DeletionByPodGC", "PodGC: node no longer exists", context.Now);
    }
}
