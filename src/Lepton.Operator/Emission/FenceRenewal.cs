using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>
/// Keeps a training run's Job from outliving the hub's word by more than its policy's fence: <c>activeDeadlineSeconds</c> counts from the Job's start, and is set anew to the time run so far plus the fence
/// whenever a third of the fence has passed. A hub that no longer reaches the cluster no longer does that, and the cluster's own Job controller ends the run. (The field may be changed while a
/// Job runs; the user's own <c>training.activeDeadlineSeconds</c> stays the upper bound.)
/// </summary>
internal static class FenceRenewal
{
    /// <summary>On Jobs: seconds the run goes on without the hub.</summary>
    public const string Annotation = "lepton.ai/fence-seconds";

    /// <summary>On Jobs with a fence: the user's own deadline.</summary>
    public const string DeadlineAnnotation = "lepton.ai/active-deadline-seconds";

    /// <summary>A condition's time has whole seconds, and the Job controller may be a little late.</summary>
    private const int Inaccuracy = 2;

    /// <summary>The deadline a Job is made with.</summary>
    public static long? FirstDeadline(long? own, TimeSpan? fence) => fence is { } time ? Math.Min(own ?? long.MaxValue, Seconds(time)) : own;

    public static void Annotate(JsonObject annotations, long? own, TimeSpan? fence)
    {
        if (fence is not { } time)
            return;
        annotations[Annotation] = Seconds(time).ToString(CultureInfo.InvariantCulture);
        if (own is { } deadline)
            annotations[DeadlineAnnotation] = deadline.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The object as it is to be written now: of a Job with a fence the deadline is the one that stands while that is young, else moved on.</summary>
    public static DesiredObject Renewed(DesiredObject wanted, JsonObject live, DateTimeOffset now)
    {
        if (Number(wanted.Json, Annotation) is not { } fence || Time(live["status"]?["startTime"]) is not { } start)
            return wanted;
        var elapsed = (long)Math.Ceiling(Math.Max(0, (now - start).TotalSeconds));
        var next = Math.Min(Number(wanted.Json, DeadlineAnnotation) ?? long.MaxValue, elapsed + fence);
        if ((long?)live["spec"]?["activeDeadlineSeconds"] is { } stands && stands < next && stands - elapsed >= fence * 2 / 3)
            next = stands;
        var json = (JsonObject)wanted.Json.DeepClone();
        json["spec"]!["activeDeadlineSeconds"] = next;
        return wanted with { Json = json };
    }

    /// <summary>The object with the deadline that stands now, to see what else is different.</summary>
    public static DesiredObject Unmoved(DesiredObject wanted, JsonObject live)
    {
        if (Number(wanted.Json, Annotation) is null || live["spec"]?["activeDeadlineSeconds"] is not { } stands)
            return wanted;
        var json = (JsonObject)wanted.Json.DeepClone();
        json["spec"]!["activeDeadlineSeconds"] = stands.DeepClone();
        return wanted with { Json = json };
    }

    /// <summary>Whether a Job was ended by its fence: its time was up, and not the user's own deadline.</summary>
    public static bool Ended(JsonObject live)
    {
        if (Number(live, Annotation) is null)
            return false;
        if (JobConditions.Find(live, JobConditions.Failed) is not { } failed || (string?)failed["reason"] != "DeadlineExceeded")
            return false;
        var ran = Time(failed["lastTransitionTime"]) - Time(live["status"]?["startTime"]);
        return Number(live, DeadlineAnnotation) is not { } own || ran?.TotalSeconds < own - Inaccuracy;
    }

    /// <summary>When to look at a fenced run again.</summary>
    public static TimeSpan Interval(TimeSpan fence) => fence / 3;

    private static long Seconds(TimeSpan time) => Math.Max(1, (long)time.TotalSeconds);

    private static long? Number(JsonObject job, string annotation) =>
        long.TryParse((string?)job["metadata"]?["annotations"]?[annotation], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static DateTimeOffset? Time(JsonNode? value) =>
        DateTimeOffset.TryParse((string?)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
