using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>
/// What every cloud runs on every node: a small static Pod (a mirror of one the kubelet runs by itself), so that a node is never quite empty.
/// Owned by the Node, it goes with it.
/// </summary>
internal sealed class SystemPods(ClusterContext context) : IController
{
    public const string Namespace = "kube-system";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Nodes];

    /// <summary>Whether a Pod belongs to its node rather than to somebody who wants it to run.</summary>
    public static bool IsSystem(PodView pod) => pod.Annotation(MirrorAnnotation) is not null;

    public void Observe(Change change)
    {
        if (!change.Deleted && change.Old is null && context.Options.SystemPods)
            context.Loop.Enqueue(this, change.Object.Key);
    }

    public void Reconcile(ObjectName key)
    {
        var name = "kube-proxy-" + key.Name;
        if (context.Cache.Nodes.Get(key) is not { Deleting: false } node || context.Api.Get(Kinds.Pods, Namespace, name) is not null)
            return;
        context.Api.Create(Kinds.Pods, Namespace, Build(name, node));
    }

    private static JsonObject Build(string name, NodeView node) => new()
    {
        ["kind"] = "Pod",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = Namespace,
            ["labels"] = new JsonObject { ["k8s-app"] = "kube-proxy" },
            ["annotations"] = new JsonObject { [MirrorAnnotation] = node.Uid, ["kubernetes.io/config.source"] = "file" },
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node.Name, ["uid"] = node.Uid, ["controller"] = true }),
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = node.Name,
            ["hostNetwork"] = true,
            ["priority"] = 2000001000,
            ["priorityClassName"] = "system-node-critical",
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "kube-proxy",
                ["image"] = "registry.k8s.io/kube-proxy:v1.36.2",
                ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "150m", ["memory"] = "200Mi" } },
            }),
        },
    };
}
