using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;

namespace Lepton.ControllerRuntime.Admission;

/// <summary>The envelope around request and response (AdmissionReview). The answer carries the uid and the version of the question; servers refuse any other.</summary>
internal static class AdmissionReviews
{
    internal const string Version = "admission.k8s.io/v1";
    private static readonly string[] Versions = [Version, "admission.k8s.io/v1beta1"];

    /// <exception cref="FormatException">It is no AdmissionReview with a request.</exception>
    internal static (string Version, AdmissionRequest Request) Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var review = JsonNode.Parse(body) as JsonObject ?? throw new FormatException("the body is not a JSON object; an AdmissionReview is expected");
            if (Text(review["kind"]) != "AdmissionReview")
                throw new FormatException($"the body's kind is \"{Text(review["kind"])}\"; AdmissionReview is expected");
            if (Text(review["apiVersion"]) is not { } version || !Versions.Contains(version, StringComparer.Ordinal))
                throw new FormatException($"the body's apiVersion is \"{Text(review["apiVersion"])}\"; one of {string.Join(", ", Versions)} is expected");
            var request = KubernetesJson.Deserialize<AdmissionRequest>(review["request"]) ?? throw new FormatException("the AdmissionReview has no request");
            return !string.IsNullOrEmpty(request.Uid) ? (version, request) : throw new FormatException("the request has no uid");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the body cannot be read as an AdmissionReview: {e.Message}", e);
        }
    }

    internal static JsonObject Write(string version, string uid, AdmissionResponse verdict)
    {
        var response = new JsonObject { ["uid"] = uid, ["allowed"] = verdict.Allowed };
        if (Status(verdict) is { Count: > 0 } status)
            response["status"] = status;
        if (verdict.Patch is { Count: > 0 } patch)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(patch, KubernetesJson.Options));
        }

        if (verdict.Warnings.Count > 0)
            response["warnings"] = new JsonArray([.. verdict.Warnings.Select(w => (JsonNode)w)]);
        return new() { ["apiVersion"] = version, ["kind"] = "AdmissionReview", ["response"] = response };
    }

    private static JsonObject Status(AdmissionResponse verdict)
    {
        var status = new JsonObject();
        if (verdict.Code is { } code)
            status["code"] = (int)code;
        if (verdict.Reason is not null)
            status["reason"] = verdict.Reason;
        if (verdict.Message is not null)
            status["message"] = verdict.Message;
        if (verdict.Causes.Count > 0)
            status["details"] = new JsonObject { ["causes"] = new JsonArray([.. verdict.Causes.Select(KubernetesJson.ToNode)]) };
        return status;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
