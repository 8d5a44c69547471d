using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Disruption;

/// <summary>The eviction subresource of Pods: a deletion that PodDisruptionBudgets may refuse (kubernetes/pkg/registry/core/pod/storage/eviction.go).</summary>
public static class PodEviction
{
    private const string Violates = "Cannot evict pod as it would violate the pod's disruption budget.";

    /// <summary>Evicts a Pod, or throws what the API server answers.</summary>
    /// <param name="gracePeriodSeconds">From the Eviction's delete options; null for the Pod's own.</param>
    /// <param name="dryRun">Decides as always, changes nothing.</param>
    /// <exception cref="ApiStatusException">404 without such a Pod; 429 when a budget has nothing left; 500 when two budgets select the Pod.</exception>
    public static void Evict(IClusterApi api, string @namespace, string name, long? gracePeriodSeconds = null, bool dryRun = false)
    {
        ArgumentNullException.ThrowIfNull(api);
        if (api.Get(Kinds.Pods, @namespace, name) is not { } json)
            throw new ApiStatusException(404, "NotFound", $"pods \"{name}\" not found", new JsonObject { ["name"] = name, ["kind"] = "pods" });
        var pod = new PodView(json);

        // Nothing is lost with a Pod that does not run.
        if (pod is { Terminal: false, Deleting: false } and not { Phase: "Pending" } && Budget(api, pod) is { } budget)
            Spend(api, budget, pod, dryRun);
        if (dryRun)
            return;
        api.Update(Kinds.Pods, @namespace, name, current => Mark(current, api.Time.GetUtcNow()), "status");
        api.Delete(Kinds.Pods, @namespace, name, gracePeriodSeconds: gracePeriodSeconds);
    }

    private static ObjectView? Budget(IClusterApi api, PodView pod)
    {
        var budgets = api.List(Kinds.PodDisruptionBudgets, pod.Namespace).Select(static json => new ObjectView(json))
            .Where(budget => LabelSelector.Read(budget.Spec.Object("selector")).Matches(pod.Labels)).ToList();
        if (budgets.Count > 1)
            throw new ApiStatusException(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        return budgets.Count == 0 ? null : budgets[0];
    }

    private static void Spend(IClusterApi api, ObjectView budget, PodView pod, bool dryRun)
    {
        if (!pod.Ready && Waives(budget))
            return;
        Check(budget);
        if (dryRun)
            return;
        ApiStatusException? refused = null;
        api.Update(Kinds.PodDisruptionBudgets, budget.Namespace, budget.Name, json =>
        {
            // Checked again inside the write: two evictions at once must not spend the same allowance.
            refused = Refusal(new ObjectView(json));
            if (refused is not null)
                return false;
            var status = json.Ensure("status");
            status["disruptionsAllowed"] = status.Number("disruptionsAllowed") - 1;
            status.Ensure("disruptedPods")[pod.Name] = KubeTime.Seconds(api.Time.GetUtcNow());
            return true;
        }, "status");
        if (refused is not null)
            throw refused;
    }

    /// <summary>Whether a Pod that is not ready may go whatever the allowance is.</summary>
    private static bool Waives(ObjectView budget) => budget.Spec.Text("unhealthyPodEvictionPolicy") == "AlwaysAllow"
        || budget.Status.Number("desiredHealthy") is > 0 and var desired && budget.Status.Number("currentHealthy") >= desired;

    private static void Check(ObjectView budget)
    {
        if (Refusal(budget) is { } refused)
            throw refused;
    }

    private static ApiStatusException? Refusal(ObjectView budget)
    {
        if (budget.Status.Number("observedGeneration") is not { } seen || seen < budget.Generation)
            return TooMany($"The disruption budget {budget.Name} is still being processed by the server.", retryAfterSeconds: 10);
        if (budget.Status.Number("disruptionsAllowed") is > 0)
            return null;
        return TooMany($"The disruption budget {budget.Name} needs {budget.Status.Number("desiredHealthy") ?? 0} healthy pods and has {budget.Status.Number("currentHealthy") ?? 0} currently", null);
    }

    private static ApiStatusException TooMany(string cause, int? retryAfterSeconds)
    {
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = cause }) };
        if (retryAfterSeconds is { } seconds)
            details["retryAfterSeconds"] = seconds;
        return new ApiStatusException(429, "TooManyRequests", Violates, details);
    }

    private static bool Mark(JsonObject json, DateTimeOffset now) =>
        Conditions.Disrupt(json, "EvictionByEvictionAPI", "Eviction API: evicting", now);
}
