using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Disruption;

/// <summary>Keeps the status of PodDisruptionBudgets.</summary>
internal sealed class DisruptionController(ClusterContext context) : IController
{
    /// <summary>An eviction that led to nothing in this time is forgotten (kubernetes/pkg/controller/disruption, DeletionTimeout).</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.PodDisruptionBudgets, Kinds.Pods, Kinds.ReplicaSets, Kinds.Jobs];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.PodDisruptionBudgets)
        {
            context.Loop.Enqueue(this, change.Object.Key);
            return;
        }

        foreach (var budget in context.Cache.DisruptionBudgets.InNamespace(change.Object.Namespace))
            context.Loop.Enqueue(this, budget.Key);
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.DisruptionBudgets.Get(key) is not { Deleting: false } budget)
            return;
        var selector = LabelSelector.Read(budget.Spec.Object("selector"));
        var pods = context.Cache.Pods.InNamespace(key.Namespace).Where(pod => selector.Matches(pod.Labels)).ToList();
        var disrupted = Disrupted(budget, pods);
        var allowed = DisruptionBudget.Of(budget.Spec, pods, Scale(pods), disrupted.Select(static pair => pair.Key).ToHashSet(StringComparer.Ordinal));
        context.UpdateStatus(Kinds.PodDisruptionBudgets, key, json => json.Object("metadata").Text("uid") == budget.Uid && Write(json, budget.Generation, allowed, disrupted));
        if (disrupted.Count > 0)
            context.Loop.EnqueueAfter(this, key, Forgotten);
    }

    private Dictionary<string, string> Disrupted(ObjectView budget, List<PodView> pods)
    {
        var disrupted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, since) in budget.Status.Map("disruptedPods"))
        {
            var evicted = budget.Status.Object("disruptedPods").Time(name);
            if (pods.Any(pod => pod.Name == name && !pod.Deleting) && evicted + Forgotten > context.Now)
                disrupted[name] = since;
        }

        return disrupted;
    }

    /// <summary>What the controllers of the Pods ask for together; a Pod without one counts for itself.</summary>
    private long Scale(List<PodView> pods)
    {
        var scale = 0L;
        foreach (var group in pods.GroupBy(static pod => pod.ControllerUid, StringComparer.Ordinal))
        {
            var set = group.Key is null ? null : context.Cache.ReplicaSets.InNamespace(group.First().Namespace).FirstOrDefault(set => set.Uid == group.Key);
            scale += set?.Spec.Number("replicas") ?? group.Count();
        }

        return scale;
    }

    private bool Write(JsonObject json, long generation, DisruptionBudget allowed, Dictionary<string, string> disrupted)
    {
        var old = json.Object("status") ?? [];
        var status = new JsonObject { ["observedGeneration"] = generation };
        if (disrupted.Count > 0)
            status["disruptedPods"] = new JsonObject(disrupted.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        status["disruptionsAllowed"] = allowed.Allowed;
        status["currentHealthy"] = allowed.Healthy;
        status["desiredHealthy"] = allowed.Desired;
        status["expectedPods"] = allowed.Expected;
        status["conditions"] = old["conditions"]?.DeepClone() ?? new JsonArray();
        Put(status, generation, allowed.Allowed > 0);
        if (JsonNode.DeepEquals(old, status))
            return false;
        json["status"] = status;
        return true;
    }

    private void Put(JsonObject status, long generation, bool allowed)
    {
        var value = allowed ? "True" : "False";
        var old = Conditions.Find(status, "DisruptionAllowed");
        var since = old.Text("status") == value ? old.Text("lastTransitionTime") : null;
        Conditions.Put(status, new JsonObject
        {
            ["type"] = "DisruptionAllowed",
            ["status"] = value,
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = since ?? KubeTime.Seconds(context.Now),
            ["reason"] = allowed ? "SufficientPods" : "InsufficientPods",
            ["message"] = "",
        });
    }
}
