using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>Tells when an object cannot become what we want by an update, because the API forbids changing a field: it has to be deleted and made anew.</summary>
internal static class JobReplacement
{
    /// <summary>On Jobs: a hash over what was asked for and where it was placed.</summary>
    public const string RunAnnotation = "lepton.ai/run-hash";

    /// <summary>On Jobs: a hash over the fields that a Job cannot change. A field that was dropped from them shows in no other way.</summary>
    public const string TemplateAnnotation = "lepton.ai/template-hash";

    /// <summary>Delete with this policy and create when the object is gone: it is gone only when its pods are, so two runs never write the same checkpoint.</summary>
    public const string Propagation = "Foreground";

    // batch/v1 validation: these fields are immutable ("completions" too, unless changed together with parallelism as an elastic Job).
    private static readonly string[] JobFields = ["completions", "completionMode", "podFailurePolicy", "template"];

    public static string TemplateHash(JsonObject jobSpec)
    {
        var fixedFields = new JsonObject();
        foreach (var field in JobFields)
        {
            if (jobSpec[field] is { } value)
                fixedFields[field] = value.DeepClone();
        }

        return AppliedHash.Of(fixedFields);
    }

    /// <summary>True when <paramref name="live"/> has to make way: another run is wanted, the run was ended by its fence, or a field that cannot change has to.</summary>
    public static bool Needed(JsonObject desired, JsonObject live) => (string?)desired["kind"] switch
    {
        "Job" => Annotation(desired, RunAnnotation) != Annotation(live, RunAnnotation) || FenceRenewal.Ended(live),
        "Secret" => Differs(desired["type"] ?? "Opaque", live["type"] ?? "Opaque"),
        "Deployment" => Differs(desired["spec"]?["selector"], live["spec"]?["selector"]),
        "Service" => IsHeadless(desired) != IsHeadless(live),
        _ => false,
    };

    /// <summary>True for a Job that is the run that is wanted, only written down differently than we would today (by an older operator, or before a policy changed):
    /// it cannot be changed and is not worth starting over, so it stays as it is.</summary>
    public static bool Keeps(JsonObject desired, JsonObject live)
    {
        if ((string?)desired["kind"] != "Job" || Needed(desired, live))
            return false;
        var (wanted, have) = (desired["spec"] as JsonObject, live["spec"] as JsonObject);
        return Annotation(desired, TemplateAnnotation) != Annotation(live, TemplateAnnotation)
            || JobFields.Any(f => LiveComparison.FirstDifference(wanted?[f], have?[f]) is not null);
    }

    private static string? Annotation(JsonObject job, string name) => (string?)job["metadata"]?["annotations"]?[name];

    private static bool Differs(JsonNode? desired, JsonNode? live) => !JsonNode.DeepEquals(desired, live);

    private static bool IsHeadless(JsonObject service) => (string?)service["spec"]?["clusterIP"] == "None";
}
