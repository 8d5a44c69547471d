using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Admission;

/// <summary>admission.k8s.io/v1 AdmissionReview: the question, and what counts as an answer.</summary>
internal static class AdmissionReviews
{
    private const string ApiVersion = "admission.k8s.io/v1";

    /// <param name="asked">The write as it was sent; <paramref name="write"/> may be in another version.</param>
    public static JsonObject Request(AdmissionAttributes write, AdmissionAttributes asked, string uid)
    {
        var request = new JsonObject { ["uid"] = uid, ["kind"] = Kind(write), ["resource"] = Resource(write.Type) };
        if (write.Subresource is { } subresource)
            request["subResource"] = subresource;
        request["requestKind"] = Kind(asked);
        request["requestResource"] = Resource(asked.Type);
        if (write.Subresource is { } sent)
            request["requestSubResource"] = sent;
        if (write.Name.Length > 0)
            request["name"] = write.Name;
        if (write.Namespace is { } place)
            request["namespace"] = place;
        request["operation"] = write.Operation;
        request["userInfo"] = User(write.Caller);
        request["object"] = JsonTree.CloneNode(write.Shown(write.Object));
        request["oldObject"] = JsonTree.CloneNode(write.Shown(write.Old));
        request["dryRun"] = write.DryRun;
        var options = new JsonObject { ["kind"] = write.Operation switch { "CREATE" => "CreateOptions", "UPDATE" => "UpdateOptions", _ => "DeleteOptions" }, ["apiVersion"] = "meta.k8s.io/v1" };
        foreach (var (name, value) in write.Caller.Options)
            options[name] = JsonTree.CloneNode(value);
        request["options"] = options;
        return request;
    }

    public static JsonObject Review(JsonObject request) => new() { ["kind"] = "AdmissionReview", ["apiVersion"] = ApiVersion, ["request"] = request };

    /// <summary>The response in an answer.</summary>
    /// <exception cref="WebhookException">It is not a review, or not one of this request.</exception>
    public static JsonObject Response(byte[] body, string uid, bool mutating)
    {
        var review = Parse(body);
        if (review["response"] is not JsonObject response)
            throw WebhookException.Invalid("webhook response was absent");
        if (response.Str("uid") != uid)
            throw WebhookException.Invalid($"expected response.uid={ApiErrors.Quote(uid)}, got {ApiErrors.Quote(response.Str("uid") ?? "")}");
        if (review.Str("kind") != "AdmissionReview" || review.Str("apiVersion") != ApiVersion)
            throw WebhookException.Invalid($"expected webhook response of {ApiVersion}, Kind=AdmissionReview, got {(review.Str("apiVersion") is { Length: > 0 } version ? version : "/")}, Kind={review.Str("kind")}");
        var (patch, type) = (response.Str("patch") is { Length: > 0 }, response.Str("patchType"));
        if (!mutating && (patch || type is not null))
            throw WebhookException.Invalid($"validating webhook may not return response.{(patch ? "patch" : "patchType")}");
        if (patch && type is null)
            throw WebhookException.Invalid("webhook returned response.patch but not response.patchType");
        if (!patch && type is not null)
            throw WebhookException.Invalid("webhook returned response.patchType but not response.patch");
        return patch && type != "JSONPatch" ? throw new WebhookException($"unsupported patch type {ApiErrors.Quote(type!)}") : response;
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            return JsonDecoder.Decode(body, out _) switch
            {
                JsonObject review => review,
                var other => throw WebhookException.Call($"couldn't get version/kind; json parse error: json: cannot unmarshal {Kubernetes.Patching.GoText.JsonType(other)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}"),
            };
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(body).TrimStart();
            throw WebhookException.Call(text.Length == 0
                ? "couldn't get version/kind; json parse error: unexpected end of JSON input"
                : $"couldn't get version/kind; json parse error: invalid character '{text[0]}' looking for beginning of value");
        }
    }

    private static JsonObject Kind(AdmissionAttributes write) => write.Subresource == "scale"
        ? new JsonObject { ["group"] = "autoscaling", ["version"] = "v1", ["kind"] = "Scale" }
        : new JsonObject { ["group"] = write.Type.Group, ["version"] = write.Type.Version, ["kind"] = write.Type.Kind };

    private static JsonObject Resource(ResourceType type) => new() { ["group"] = type.Group, ["version"] = type.Version, ["resource"] = type.Plural };

    private static JsonObject User(AdmissionCaller caller)
    {
        var user = new JsonObject { ["username"] = caller.User.Name };
        if (caller.User.Uid is { } uid)
            user["uid"] = uid;
        user["groups"] = new JsonArray([.. caller.User.Groups.Select(group => (JsonNode)group)]);
        return user;
    }
}
