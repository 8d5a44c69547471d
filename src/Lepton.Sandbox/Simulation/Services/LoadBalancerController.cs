using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Services;

/// <summary>The cloud's side of Services of type LoadBalancer: an address, held by a finalizer until it is given back.</summary>
internal sealed class LoadBalancerController(ClusterContext context) : IController
{
    private const string Finalizer = "service.kubernetes.io/load-balancer-cleanup";

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Services];

    public void Observe(Change change)
    {
        if (!change.Deleted)
            context.Loop.Enqueue(this, change.Object.Key);
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Services.Get(key) is not { } service)
            return;
        var wanted = !service.Deleting && service.Spec.Text("type") == "LoadBalancer";
        if (wanted && !service.HasFinalizer(Finalizer))
            context.Api.Update(Kinds.Services, key.Namespace, key.Name, static json => AddFinalizer(json.Ensure("metadata")));
        var ingress = service.Status.Object("loadBalancer").Count("ingress") > 0;
        if (wanted != ingress)
            context.UpdateStatus(Kinds.Services, key, json => SetIngress(json, wanted ? Address(service) : null));
        if (wanted && !ingress)
            context.Events.Normal(service, "service-controller", "EnsuredLoadBalancer", "Ensured load balancer");
        if (!wanted && service.HasFinalizer(Finalizer))
            context.Api.Update(Kinds.Services, key.Namespace, key.Name, static json => Finalizers.Remove(json.Ensure("metadata"), Finalizer));
    }

    private static bool AddFinalizer(JsonObject metadata)
    {
        if (metadata["finalizers"] is not JsonArray finalizers)
            metadata["finalizers"] = finalizers = [];
        finalizers.Add((JsonNode)Finalizer);
        return true;
    }

    private static bool SetIngress(JsonObject json, JsonObject? address)
    {
        json.Ensure("status")["loadBalancer"] = address is null ? [] : new JsonObject { ["ingress"] = new JsonArray(address) };
        return true;
    }

    /// <summary>AWS gives names, the others addresses (here of the range for documentation, RFC 5737).</summary>
    private JsonObject Address(ObjectView service)
    {
        var hash = NodeNames.Hash(context.Definition.Name, service.Namespace, service.Name);
        return context.Definition.Provider == CloudKind.AWS
            ? new JsonObject { ["hostname"] = $"k8s-{hash:x8}.elb.{context.Definition.Region}.amazonaws.com" }
            : new JsonObject { ["ip"] = $"203.0.113.{1 + hash % 254}", ["ipMode"] = "VIP" };
    }
}
