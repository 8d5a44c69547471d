using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Status of a Deployment: counters and conditions (kubernetes/pkg/controller/deployment/progress.go).</summary>
internal sealed class DeploymentStatus(Rollout rollout, DateTimeOffset now)
{
    private const long NoDeadline = int.MaxValue;

    private readonly ObjectView _deployment = rollout.Deployment;

    private long Deadline => _deployment.Spec.Number("progressDeadlineSeconds") ?? 600;

    public bool HasDeadline => Deadline != NoDeadline;

    /// <summary>Everything wanted runs the new template and is available.</summary>
    public bool Complete => Updated == rollout.Replicas && Sum("replicas") == rollout.Replicas && rollout.Available == rollout.Replicas;

    private long Updated => rollout.New is { } current ? Rollout.Count(current, "replicas") : 0;

    /// <summary>When the rollout must have progressed; null when nobody waits for that.</summary>
    public DateTimeOffset? StuckAt
    {
        get
        {
            var progressing = Conditions.Find(_deployment.Status, "Progressing");
            if (!HasDeadline || progressing is null || progressing.Text("reason") is "NewReplicaSetAvailable" or "ProgressDeadlineExceeded")
                return null;
            return progressing.Time("lastUpdateTime")?.AddSeconds(Deadline);
        }
    }

    /// <summary>Brings the status up to date in place; true when anything changed.</summary>
    public bool Apply(JsonObject json)
    {
        var old = json.Object("status") ?? [];
        var status = Count(old);
        SetAvailable(status);
        if (!HasDeadline)
            Conditions.Remove(status, "Progressing");
        else if (!(Sum("replicas") == Updated && Reason(status) == "NewReplicaSetAvailable"))
            SetProgress(status, old);
        SetFailure(status);
        if (JsonNode.DeepEquals(old, status))
            return false;
        json["status"] = status;
        return true;
    }

    /// <summary>Sets a condition as the controller does: nothing for the same status and reason, else at the end of the list.</summary>
    public void Set(JsonObject status, string type, string value, string reason, string message, bool refresh = false)
    {
        var current = Conditions.Find(status, type);
        if (!refresh && current.Text("status") == value && current.Text("reason") == reason)
            return;
        var since = current.Text("status") == value ? current.Text("lastTransitionTime") : null;
        Conditions.Remove(status, type);
        Conditions.Put(status, new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastUpdateTime"] = KubeTime.Seconds(now),
            ["lastTransitionTime"] = since ?? KubeTime.Seconds(now),
            ["reason"] = reason,
            ["message"] = message,
        });
    }

    private static string? Reason(JsonObject status) => Conditions.Find(status, "Progressing").Text("reason");

    private long Sum(string counter) => rollout.All.Sum(set => Rollout.Count(set, counter));

    /// <summary>A new status in the order of the API's fields, with the conditions of the old one.</summary>
    private JsonObject Count(JsonObject old)
    {
        var status = new JsonObject { ["observedGeneration"] = _deployment.Generation };
        status.SetCount("replicas", Sum("replicas"));
        status.SetCount("updatedReplicas", Updated);
        status.SetCount("readyReplicas", Sum("readyReplicas"));
        status.SetCount("availableReplicas", rollout.Available);
        status.SetCount("unavailableReplicas", Math.Max(0, rollout.Desired - rollout.Available));
        status["terminatingReplicas"] = Sum("terminatingReplicas");
        foreach (var kept in (ReadOnlySpan<string>)["conditions", "collisionCount"])
        {
            if (old[kept] is { } value)
                status[kept] = value.DeepClone();
        }

        return status;
    }

    private void SetAvailable(JsonObject status)
    {
        if (rollout.Available >= rollout.MinAvailable)
            Set(status, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
        else
            Set(status, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");
    }

    private void SetProgress(JsonObject status, JsonObject old)
    {
        var name = rollout.New is { } current ? $"ReplicaSet \"{current.Name}\"" : $"Deployment \"{_deployment.Name}\"";
        if (Complete)
            Set(status, "Progressing", "True", "NewReplicaSetAvailable", name + " has successfully progressed.");
        else if (Progressed(status, old))
            Set(status, "Progressing", "True", "ReplicaSetUpdated", name + " is progressing.", refresh: true);
        else if (TimedOut(status))
            Set(status, "Progressing", "False", "ProgressDeadlineExceeded", name + " has timed out progressing.");
    }

    private static bool Progressed(JsonObject status, JsonObject old)
    {
        long Now(string counter) => status.Number(counter) ?? 0;
        long Then(string counter) => old.Number(counter) ?? 0;
        return Now("updatedReplicas") > Then("updatedReplicas")
            || Now("replicas") - Now("updatedReplicas") < Then("replicas") - Then("updatedReplicas")
            || Now("readyReplicas") > Then("readyReplicas")
            || Now("availableReplicas") > Then("availableReplicas");
    }

    private bool TimedOut(JsonObject status)
    {
        var progressing = Conditions.Find(status, "Progressing");
        return progressing.Text("reason") is not (null or "NewReplicaSetAvailable") && progressing.Time("lastUpdateTime") is { } since && since.AddSeconds(Deadline) <= now;
    }

    /// <summary>What keeps a ReplicaSet from making Pods shows on the Deployment.</summary>
    private void SetFailure(JsonObject status)
    {
        var failure = rollout.All.Reverse().Select(static set => set.Condition("ReplicaFailure")).FirstOrDefault(static condition => condition is not null);
        if (failure is null)
            Conditions.Remove(status, "ReplicaFailure");
        else
            Set(status, "ReplicaFailure", "True", failure.Text("reason") ?? "FailedCreate", failure.Text("message") ?? "");
    }
}
