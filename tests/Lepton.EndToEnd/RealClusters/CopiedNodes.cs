using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>Nodes of a sandbox cluster, and what others run on them, made anew in a cluster without nodes.</summary>
internal sealed class CopiedNodes(IKubernetesClient from, IKubernetesClient to)
{
    private const string Label = "test.lepton.ai/copied";
    private static readonly ResourceDefinition Nodes = ResourceDefinition.Of<V1Node>();
    private static readonly ResourceDefinition Pods = ResourceDefinition.Of<V1Pod>();

    public async Task CopyAsync()
    {
        foreach (var node in (await from.Resource(Nodes).ListAllAsync()).Items)
            await CopyNodeAsync(node);
        foreach (var pod in (await from.Resource(Pods).ListAllAsync()).Items)
            await CopyPodAsync(pod);
    }

    /// <summary>Takes everything away that was copied.</summary>
    public async Task RemoveAsync()
    {
        var copies = new ListOptions { LabelSelector = Label };
        foreach (var pod in (await to.Resource(Pods).ListAllAsync(options: copies)).Items)
            await TestFleet.IgnoreGoneAsync(() => to.Resource(Pods).DeleteAsync(pod.Metadata.Name!, pod.Metadata.Namespace, new DeleteOptions { GracePeriodSeconds = 0 }));
        foreach (var node in (await to.Resource(Nodes).ListAllAsync(options: copies)).Items)
            await TestFleet.IgnoreGoneAsync(() => to.Resource(Nodes).DeleteAsync(node.Metadata.Name!));
    }

    private async Task CopyNodeAsync(UnstructuredObject node)
    {
        var name = node.Metadata.Name!;
        await to.Resource(Nodes).CreateAsync(Bare(node, [], (JsonObject?)node.Json["spec"]?.DeepClone() ?? []));
        // A real server adds a taint to every new node until a controller finds it ready.
        var taints = node.Json["spec"]?["taints"]?.DeepClone();
        await to.Resource(Nodes).PatchAsync(name, null, Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["taints"] = taints } }));
        var status = new JsonObject();
        foreach (var field in new[] { "allocatable", "capacity", "conditions", "nodeInfo" })
        {
            if (node.Json["status"]?[field] is { } value)
                status[field] = value.DeepClone();
        }

        await to.Resource(Nodes).PatchAsync(name, null, Patch.Merge(new JsonObject { ["status"] = status }), "status");
    }

    /// <summary>Bound to the same node from the start, with the same requests.</summary>
    private async Task CopyPodAsync(UnstructuredObject pod)
    {
        if ((string?)pod.Json["spec"]?["nodeName"] is not { } node)
            return;
        await TestFleet.EnsureNamespaceAsync(to, pod.Metadata.Namespace!);
        var containers = pod.Json["spec"]!["containers"]!.AsArray().Select(c => new JsonObject
        {
            ["name"] = c!["name"]!.DeepClone(),
            ["image"] = c["image"]!.DeepClone(),
            ["resources"] = c["resources"]?.DeepClone(),
        });
        var spec = new JsonObject
        {
            ["nodeName"] = node,
            ["containers"] = new JsonArray([.. containers]),
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["automountServiceAccountToken"] = false,
            ["terminationGracePeriodSeconds"] = 0,
        };
        await to.Resource(Pods).CreateAsync(Bare(pod, new JsonObject { ["namespace"] = pod.Metadata.Namespace }, spec));
    }

    private static UnstructuredObject Bare(UnstructuredObject original, JsonObject metadata, JsonObject spec)
    {
        metadata["name"] = original.Metadata.Name;
        var labels = new JsonObject { [Label] = "true" };
        foreach (var (key, value) in original.Metadata.Labels ?? [])
        {
            // A copied pod belongs to nobody: a ReplicaSet of that name would adopt or remove it.
            if (original.Json["spec"]?["containers"] is null)
                labels[key] = value;
        }

        metadata["labels"] = labels;
        return new UnstructuredObject(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = spec.ContainsKey("containers") ? "Pod" : "Node",
            ["metadata"] = metadata,
            ["spec"] = spec,
        });
    }
}
