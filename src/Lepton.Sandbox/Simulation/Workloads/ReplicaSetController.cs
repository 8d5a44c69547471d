using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Keeps as many Pods as a ReplicaSet asks for.</summary>
internal sealed class ReplicaSetController(ClusterContext context) : IController
{
    private const string Component = "replicaset-controller";

    /// <summary>Pods made or deleted in one turn, so that one big ReplicaSet does not keep the cluster's loop.</summary>
    private const int Burst = 100;

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.ReplicaSets, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.ReplicaSets)
            context.Loop.Enqueue(this, change.Object.Key);
        else if (Owner(change.Object) is { } owner)
            context.Loop.Enqueue(this, owner);
        else if (change.Object.ControllerUid is null && !change.Deleted)
            EnqueueAdopters(change.Object);
        if (change.Old is { ControllerUid: not null } old && old.ControllerUid != change.Object.ControllerUid && Owner(old) is { } before)
            context.Loop.Enqueue(this, before);
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.ReplicaSets.Get(key) is not { } set || Adoption.Settle(context, Kinds.Pods, set, context.Cache.Pods))
            return;
        var pods = context.Cache.Pods.ControlledBy(set.Uid).ToList();
        var active = pods.Where(static pod => pod.Active).ToList();
        var missing = set.Deleting ? 0 : (set.Spec.Number("replicas") ?? 1) - active.Count;
        var failure = missing == 0 ? null : Scale(set, active, missing);

        // What was just made or deleted comes back as changes, and with them the status.
        if (missing == 0 || failure is not null)
            WriteStatus(set, pods, active, failure);
        if (failure is not null)
            throw failure;
    }

    private void EnqueueAdopters(ObjectView pod)
    {
        foreach (var set in context.Cache.ReplicaSets.InNamespace(pod.Namespace).Where(set => LabelSelector.Read(set.Spec.Object("selector")).Matches(pod.Labels)))
            context.Loop.Enqueue(this, set.Key);
    }

    /// <summary>The ReplicaSet a Pod belongs to.</summary>
    private static ObjectName? Owner(ObjectView pod)
    {
        foreach (var owner in pod.Metadata.Objects("ownerReferences"))
        {
            if (owner.Flag("controller") && owner.Text("kind") == "ReplicaSet")
                return new ObjectName(pod.Namespace, owner.Text("name") ?? "");
        }

        return null;
    }

    private ApiStatusException? Scale(ObjectView set, List<PodView> active, long missing)
    {
        if (Math.Abs(missing) > Burst)
            context.Loop.Enqueue(this, set.Key);
        try
        {
            if (missing > 0)
                Create(set, (int)Math.Min(missing, Burst));
            else
                Remove(set, active, (int)Math.Min(-missing, Burst));
            return null;
        }
        catch (ApiStatusException refused)
        {
            context.Events.Warning(set, Component, missing > 0 ? "FailedCreate" : "FailedDelete", (missing > 0 ? "Error creating: " : "Error deleting: ") + refused.Message);
            return refused;
        }
    }

    private void Create(ObjectView set, int count)
    {
        var template = set.Spec.Object("template") ?? [];
        for (var i = 0; i < count; i++)
        {
            var pod = context.Api.Create(Kinds.Pods, set.Namespace, PodFactory.FromTemplate(set, template));
            context.Events.Normal(set, Component, "SuccessfulCreate", "Created pod: " + ObjectName.Of(pod).Name);
        }
    }

    private void Remove(ObjectView set, List<PodView> active, int count)
    {
        foreach (var pod in DeletionOrder.Choose(active, count))
        {
            context.Api.Delete(Kinds.Pods, pod.Namespace, pod.Name);
            context.Events.Normal(set, Component, "SuccessfulDelete", "Deleted pod: " + pod.Name);
        }
    }

    private void WriteStatus(ObjectView set, List<PodView> pods, List<PodView> active, ApiStatusException? failure)
    {
        var minReady = set.Spec.Number("minReadySeconds") ?? 0;
        var labels = set.Spec.Object("template").Object("metadata").Map("labels");
        var ready = active.Where(static pod => pod.Ready).ToList();
        var available = ready.Count(pod => pod.AvailableAt(context.Now, minReady));
        if (available < ready.Count)
            context.Loop.EnqueueAfter(this, set.Key, TimeSpan.FromSeconds(minReady));
        context.UpdateStatus(Kinds.ReplicaSets, set.Key, json =>
        {
            if (json.Object("metadata").Text("uid") != set.Uid)
                return false;
            var old = json.Object("status") ?? [];
            var status = new JsonObject { ["replicas"] = active.Count };
            status.SetCount("fullyLabeledReplicas", active.Count(pod => labels.All(label => pod.Labels.TryGetValue(label.Key, out var value) && value == label.Value)));
            status.SetCount("readyReplicas", ready.Count);
            status.SetCount("availableReplicas", available);
            status["terminatingReplicas"] = pods.Count(static pod => pod is { Deleting: true, Terminal: false });
            status["observedGeneration"] = set.Generation;
            if (old["conditions"] is { } conditions)
                status["conditions"] = conditions.DeepClone();
            Report(status, failure);
            if (JsonNode.DeepEquals(old, status))
                return false;
            json["status"] = status;
            return true;
        });
    }

    private void Report(JsonObject status, ApiStatusException? failure)
    {
        if (failure is null)
        {
            Conditions.Remove(status, "ReplicaFailure");
            return;
        }

        // The message names a Pod that was never made, another one each time: writing it would be a change, and bring the set here again at once.
        if (Conditions.Find(status, "ReplicaFailure").Text("status") == "True")
            return;
        Conditions.Put(status, new JsonObject
        {
            ["type"] = "ReplicaFailure",
            ["status"] = "True",
            ["lastTransitionTime"] = KubeTime.Seconds(context.Now),
            ["reason"] = "FailedCreate",
            ["message"] = failure.Message,
        });
    }
}
