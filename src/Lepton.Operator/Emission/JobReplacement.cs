using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>Tells when an object cannot become what we want by an update, because the API forbids changing a field: it has to be deleted and made anew.</summary>
internal static class JobReplacement
{
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

    /// <summary>True when applying <paramref name="desired"/> over <paramref name="live"/> would be refused for an immutable field.</summary>
    public static bool Needed(JsonObject desired, JsonObject live) => (string?)desired["kind"] switch
    {
        "Job" => JobDiffers(desired, live),
        "Secret" => Differs(desired["type"] ?? "Opaque", live["type"] ?? "Opaque"),
        "Deployment" => Differs(desired["spec"]?["selector"], live["spec"]?["selector"]),
        "Service" => IsHeadless(desired) != IsHeadless(live),
        _ => false,
    };

    private static bool JobDiffers(JsonObject desired, JsonObject live)
    {
        if (Hash(desired) != Hash(live))
            return true;
        var (wanted, have) = (desired["spec"] as JsonObject, live["spec"] as JsonObject);
        return JobFields.Any(f => LiveComparison.FirstDifference(wanted?[f], have?[f]) is not null);
    }

    private static string? Hash(JsonObject job) => (string?)job["metadata"]?["annotations"]?[TemplateAnnotation];

    private static bool Differs(JsonNode? desired, JsonNode? live) => !JsonNode.DeepEquals(desired, live);

    private static bool IsHeadless(JsonObject service) => (string?)service["spec"]?["clusterIP"] == "None";
}
