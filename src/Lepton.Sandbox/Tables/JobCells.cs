using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Jobs and CronJobs.</summary>
internal static class JobCells
{
    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["jobStatus"] = (job, _) => Status(job),
        ["jobCompletions"] = (job, _) => Completions(job),
        ["jobDuration"] = (job, context) => Duration(job, context.Now),
        ["activeCount"] = (job, _) => job.Obj("status").Arr("active")?.Count ?? 0,
        ["lastSchedule"] = (job, context) => job.Obj("status").Str("lastScheduleTime") is { } time ? HumanDuration.Since(time, context.Now) : "<none>",
        ["cronContainers"] = (job, _) => WorkloadCells.Containers(CronTemplate(job), "name"),
        ["cronImages"] = (job, _) => WorkloadCells.Containers(CronTemplate(job), "image"),
    };

    private static string Status(JsonObject job)
    {
        if (Has(job, "Complete"))
            return "Complete";
        if (Has(job, "Failed"))
            return "Failed";
        if (job.Obj("metadata")?["deletionTimestamp"] is not null)
            return "Terminating";
        foreach (var condition in (string[])["Suspended", "FailureTarget", "SuccessCriteriaMet"])
        {
            if (Has(job, condition))
                return condition;
        }

        return "Running";
    }

    private static string Completions(JsonObject job)
    {
        var succeeded = job.Obj("status").Int("succeeded") ?? 0;
        if (job.Obj("spec").Int("completions") is { } completions)
            return $"{succeeded}/{completions}";
        var parallelism = job.Obj("spec").Int("parallelism") ?? 0;
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(JsonObject job, DateTimeOffset now)
    {
        if (Time(job.Obj("status").Str("startTime")) is not { } start)
            return "";
        return HumanDuration.Text((Time(job.Obj("status").Str("completionTime")) ?? now) - start);
    }

    private static bool Has(JsonObject job, string condition) =>
        job.Obj("status").Arr("conditions")?.Any(c => c.Str("type") == condition && c.Str("status") == "True") == true;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static JsonObject? CronTemplate(JsonObject job) => job.Obj("spec").Obj("jobTemplate").Obj("spec").Obj("template");
}
