using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Why a Job ends.</summary>
/// <param name="Type">SuccessCriteriaMet or FailureTarget: said as soon as it is decided; Complete or Failed follows when all Pods have ended.</param>
internal sealed record JobEnd(string Type, string Reason, string Message)
{
    public static readonly JobEnd Success = new("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods");
    public static readonly JobEnd Backoff = new("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    public static readonly JobEnd Deadline = new("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline");

    public static JobEnd Policy(string message) => new("FailureTarget", "PodFailurePolicy", message);

    public string FinalType => Type == "SuccessCriteriaMet" ? "Complete" : "Failed";

    /// <summary>What was decided before.</summary>
    public static JobEnd? Of(JsonObject? status)
    {
        var condition = Conditions.Find(status, "SuccessCriteriaMet") ?? Conditions.Find(status, "FailureTarget");
        return condition.Text("status") == "True" ? new JobEnd(condition.Text("type")!, condition.Text("reason") ?? "", condition.Text("message") ?? "") : null;
    }
}

/// <summary>Writes the status of a Job with the fields in the order of the API.</summary>
internal sealed class JobStatus(JobState state, DateTimeOffset now)
{
    /// <param name="active">Pods that run, those just made included.</param>
    public bool Apply(JsonObject json, long active, JobEnd? end, bool ended)
    {
        var old = json.Object("status") ?? [];
        var status = new JsonObject();
        if (old["conditions"] is JsonArray conditions)
            status["conditions"] = conditions.DeepClone();
        if (end is not null)
            Put(status, end.Type, "True", end.Reason, end.Message);
        if (end is not null && ended)
            Put(status, end.FinalType, "True", end.Reason, end.Message);
        Suspend(status, old);
        if (!state.Suspended)
            status["startTime"] = old.Text("startTime") ?? KubeTime.Seconds(now);
        if (ended && end?.FinalType == "Complete")
            status["completionTime"] = old.Text("completionTime") ?? KubeTime.Seconds(now);
        Count(status, active);
        if (JsonNode.DeepEquals(old, status))
            return false;
        json["status"] = status;
        return true;
    }

    private void Count(JsonObject status, long active)
    {
        status.SetCount("active", active);
        status.SetCount("succeeded", state.Indexed ? state.Completed.Count : state.Succeeded);
        status.SetCount("failed", state.Failed);
        status["terminating"] = state.Terminating;
        if (state.Indexed && state.Completed.Count > 0)
            status["completedIndexes"] = IndexRanges.Format(state.Completed);
        var uncounted = new JsonObject();
        AddUids(uncounted, "succeeded", state.UncountedSucceeded);
        AddUids(uncounted, "failed", state.UncountedFailed);
        status["uncountedTerminatedPods"] = uncounted;
        status["ready"] = state.Ready;
    }

    private void Suspend(JsonObject status, JsonObject old)
    {
        var suspended = Conditions.Find(old, "Suspended");
        if (state.Suspended)
            Put(status, "Suspended", "True", "JobSuspended", "Job suspended");
        else if (suspended is not null)
            Put(status, "Suspended", "False", "JobResumed", "Job resumed");
    }

    private void Put(JsonObject status, string type, string value, string reason, string message)
    {
        if (Conditions.Find(status, type).Text("status") == value)
            return;
        Conditions.Put(status, new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastProbeTime"] = KubeTime.Seconds(now),
            ["lastTransitionTime"] = KubeTime.Seconds(now),
            ["reason"] = reason,
            ["message"] = message,
        });
    }

    private static void AddUids(JsonObject json, string key, List<string> uids)
    {
        if (uids.Count > 0)
            json[key] = new JsonArray(uids.Select(static uid => (JsonNode?)uid).ToArray());
    }
}
