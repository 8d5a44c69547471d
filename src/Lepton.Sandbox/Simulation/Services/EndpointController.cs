using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Workloads;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Services;

/// <summary>Keeps EndpointSlices and Endpoints of Services with a selector equal to the Pods behind them.</summary>
internal sealed class EndpointController(ClusterContext context) : IController
{
    private const string ManagedBy = "endpointslice-controller.k8s.io";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    private const string ChangedAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Services, Kinds.Pods, Kinds.EndpointSlices, Kinds.Endpoints];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Services)
            context.Loop.Enqueue(this, change.Object.Key);
        else if (change.Resource == Kinds.Pods)
            EnqueueServices(change);
        else if (change.Deleted)
            context.Loop.Enqueue(this, change.Object.Key with { Name = change.Object.Labels.GetValueOrDefault(ServiceLabel) ?? change.Object.Name });
    }

    public void Reconcile(ObjectName key)
    {
        var service = context.Cache.Services.Get(key);
        if (service is null)
        {
            // The slices go with their owner; Endpoints have none.
            if (context.Api.Get(Kinds.Endpoints, key.Namespace, key.Name) is { } left && new ObjectView(left).Labels.ContainsKey("endpoints.kubernetes.io/managed-by"))
                context.Api.Delete(Kinds.Endpoints, key.Namespace, key.Name);
            return;
        }

        if (service.Deleting || service.Spec.Object("selector") is not { Count: > 0 } selector || service.Spec.Text("type") == "ExternalName")
            return;
        var matching = LabelSelector.OfMap(selector);
        var pods = context.Cache.Pods.InNamespace(key.Namespace)
            .Where(pod => pod is { NodeName: not null, Terminal: false } && pod.Status.Text("podIP") is { Length: > 0 } && matching.Matches(pod.Labels))
            .OrderBy(static pod => pod.Name, StringComparer.Ordinal).ToList();
        var builder = new EndpointBuilder(service, pods, node => context.Cache.Nodes.Get(new ObjectName("", node))?.Labels.GetValueOrDefault("topology.kubernetes.io/zone"));
        WriteSlices(service, builder);
        WriteEndpoints(service, builder);
    }

    private void EnqueueServices(Change change)
    {
        if (change.Old is PodView old && !change.Deleted && Same(old, change.Pod))
            return;
        foreach (var service in context.Cache.Services.InNamespace(change.Object.Namespace))
        {
            if (service.Spec.Object("selector") is not { Count: > 0 } selector)
                continue;
            var matching = LabelSelector.OfMap(selector);
            if (matching.Matches(change.Object.Labels) || change.Old is { } before && matching.Matches(before.Labels))
                context.Loop.Enqueue(this, service.Key);
        }
    }

    private static bool Same(PodView old, PodView pod) =>
        old.Ready == pod.Ready && old.Deleting == pod.Deleting && old.Terminal == pod.Terminal && old.Status.Text("podIP") == pod.Status.Text("podIP")
        && JsonNode.DeepEquals(old.Metadata.Object("labels"), pod.Metadata.Object("labels"));

    /// <summary>None, null and an empty list are the same.</summary>
    private static bool Alike(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left ?? new JsonArray(), right ?? new JsonArray());

    private void WriteSlices(ObjectView service, EndpointBuilder builder)
    {
        var live = context.Api.List(Kinds.EndpointSlices, service.Namespace).Select(static json => new ObjectView(json))
            .Where(slice => slice.Labels.GetValueOrDefault(ServiceLabel) == service.Name && slice.Labels.GetValueOrDefault(ManagedByLabel) == ManagedBy && slice.ControllerUid == service.Uid)
            .OrderBy(static slice => slice.Created).ThenBy(static slice => slice.Name, StringComparer.Ordinal).ToList();
        var wanted = builder.Slices();
        for (var i = 0; i < wanted.Count; i++)
        {
            var (endpoints, ports) = wanted[i];
            if (i >= live.Count)
                CreateSlice(service, builder, endpoints, ports);
            else if (!Alike(live[i].Json["endpoints"], endpoints) || !Alike(live[i].Json["ports"], ports))
                context.Api.Update(Kinds.EndpointSlices, service.Namespace, live[i].Name, json => Fill(json, endpoints, ports));
        }

        foreach (var surplus in live.Skip(wanted.Count))
            context.Api.Delete(Kinds.EndpointSlices, service.Namespace, surplus.Name);
    }

    private void CreateSlice(ObjectView service, EndpointBuilder builder, JsonArray? endpoints, JsonArray? ports)
    {
        var labels = new JsonObject { [ManagedByLabel] = ManagedBy, [ServiceLabel] = service.Name };
        foreach (var (key, value) in service.Labels)
            labels.TryAdd(key, value);
        if (builder.Headless)
            labels["service.kubernetes.io/headless"] = "";
        var json = new JsonObject
        {
            ["kind"] = "EndpointSlice",
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["metadata"] = new JsonObject
            {
                ["generateName"] = service.Name + "-",
                ["namespace"] = service.Namespace,
                ["labels"] = labels,
                ["ownerReferences"] = new JsonArray(PodFactory.OwnerReference(service)),
            },
            ["addressType"] = "IPv4",
        };
        Fill(json, endpoints, ports);
        context.Api.Create(Kinds.EndpointSlices, service.Namespace, json);
    }

    private bool Fill(JsonObject json, JsonArray? endpoints, JsonArray? ports)
    {
        json.Ensure("metadata").Ensure("annotations")[ChangedAnnotation] = KubeTime.Seconds(context.Now);
        json["endpoints"] = endpoints?.DeepClone();
        json["ports"] = ports?.DeepClone();
        return true;
    }

    private void WriteEndpoints(ObjectView service, EndpointBuilder builder)
    {
        var subsets = builder.Subsets();
        var live = context.Api.Get(Kinds.Endpoints, service.Namespace, service.Name);
        if (live is not null && Alike(live["subsets"], subsets))
            return;
        if (live is not null)
        {
            context.Api.Update(Kinds.Endpoints, service.Namespace, service.Name, json => Subsets(json, subsets));
            return;
        }

        var labels = new JsonObject { ["endpoints.kubernetes.io/managed-by"] = "endpoint-controller" };
        foreach (var (key, value) in service.Labels)
            labels.TryAdd(key, value);
        if (builder.Headless)
            labels["service.kubernetes.io/headless"] = "";
        var made = new JsonObject
        {
            ["kind"] = "Endpoints",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = service.Name, ["namespace"] = service.Namespace, ["labels"] = labels },
        };
        Subsets(made, subsets);
        context.Api.Create(Kinds.Endpoints, service.Namespace, made);
    }

    private bool Subsets(JsonObject json, JsonArray? subsets)
    {
        json.Ensure("metadata").Ensure("annotations")[ChangedAnnotation] = KubeTime.Seconds(context.Now);
        if (subsets is null)
            json.Remove("subsets");
        else
            json["subsets"] = subsets.DeepClone();
        return true;
    }
}
