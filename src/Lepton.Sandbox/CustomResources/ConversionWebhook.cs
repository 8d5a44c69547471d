using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.CustomResources;

/// <summary>
/// Versions of a custom resource converted by the webhook its definition names (apiextensions.k8s.io/v1 ConversionReview). What was converted is kept as long as the object: reads
/// and watches do not ask again.
/// </summary>
internal sealed class ConversionWebhook(JsonObject clientConfig, WebhookClient client, Func<string> uids)
{
    private const string ApiVersion = "apiextensions.k8s.io/v1";

    /// <summary>Seconds, as a real server waits.</summary>
    private const int Timeout = 30;

    private readonly ConditionalWeakTable<JsonObject, Dictionary<string, JsonObject>> _converted = [];

    /// <summary>Null for a definition whose versions differ in nothing but their name.</summary>
    public static ConversionWebhook? Of(JsonObject definition, WebhookClient client, Func<string> uids) =>
        definition.Obj("spec").Obj("conversion") is { } conversion && conversion.Str("strategy") == "Webhook" && conversion.Obj("webhook").Obj("clientConfig") is { } config
            ? new ConversionWebhook(config, client, uids)
            : null;

    /// <summary>A stored object in another version, to be changed by the caller as it likes.</summary>
    /// <exception cref="ApiStatusException">500: the webhook failed, or changed what it may not.</exception>
    public JsonObject Read(JsonObject value, string apiVersion)
    {
        var known = _converted.GetOrCreateValue(value);
        lock (known)
        {
            if (!known.TryGetValue(apiVersion, out var converted))
                known[apiVersion] = converted = Convert(value, apiVersion);
            return JsonTree.Clone(converted);
        }
    }

    /// <summary>A new object in another version.</summary>
    /// <exception cref="ApiStatusException">500: the webhook failed, or changed what it may not.</exception>
    public JsonObject Convert(JsonObject value, string apiVersion)
    {
        var sent = JsonTree.Clone(value);
        sent.Child("metadata").Remove("resourceVersion");
        var uid = uids();
        var review = new JsonObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = ApiVersion,
            ["request"] = new JsonObject { ["uid"] = uid, ["desiredAPIVersion"] = apiVersion, ["objects"] = new JsonArray(sent) },
            ["response"] = new JsonObject { ["uid"] = "", ["convertedObjects"] = null, ["result"] = new JsonObject { ["metadata"] = new JsonObject() } },
        };
        try
        {
            return Checked(value, Response(client.Post(clientConfig, review, Timeout), uid), apiVersion);
        }
        catch (WebhookException e)
        {
            throw Failed(value, e.Message["failed to call webhook: ".Length..]);
        }
    }

    private static JsonObject Response(byte[] body, string uid)
    {
        try
        {
            var review = JsonDecoder.Decode(body, out _) as JsonObject;
            if (review?["response"] is not JsonObject response)
                throw Invalid("no response provided");
            if (review.Str("kind") != "ConversionReview" || review.Str("apiVersion") != ApiVersion)
                throw Invalid($"expected webhook response of {ApiVersion}, Kind=ConversionReview, got {review.Str("apiVersion")}, Kind={review.Str("kind")}");
            return response.Str("uid") == uid ? response : throw Invalid($"expected response.uid={ApiErrors.Quote(uid)}, got {ApiErrors.Quote(response.Str("uid") ?? "")}");
        }
        catch (JsonException e)
        {
            throw WebhookException.Call(e.Message);
        }
    }

    private static WebhookException Invalid(string why) => WebhookException.Call("invalid response: " + why);

    private static JsonObject Checked(JsonObject value, JsonObject response, string apiVersion)
    {
        var result = response.Obj("result");
        if (result.Str("status") != "Success")
            throw Failed(value, result.Str("message") is { Length: > 0 } message ? message : "unknown error");
        var objects = response.Arr("convertedObjects") ?? [];
        if (objects.Count != 1 || objects[0] is not JsonObject converted)
            throw Failed(value, $"returned {objects.Count} objects, expected 1");
        if (converted.Str("apiVersion") != apiVersion)
            throw Failed(value, $"returned invalid converted object at index 0: invalid groupVersion (expected {apiVersion}, received {converted.Str("apiVersion")})");
        var (before, after) = (value.Obj("metadata") ?? [], converted.Obj("metadata") ?? []);
        if (converted.Str("kind") != value.Str("kind"))
            throw Failed(value, $"returned invalid converted object at index 0: must have the same kind: {converted.Str("kind")} != {value.Str("kind")}");
        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid"])
        {
            if (after.Str(field) != before.Str(field))
                throw Failed(value, $"returned invalid converted object at index 0: must have the same {field}: {after.Str(field)} != {before.Str(field)}");
        }

        var made = JsonTree.Clone(converted);
        made["metadata"] = Metadata(before, after);
        return made;
    }

    /// <summary>Of the metadata a webhook may change labels and annotations.</summary>
    private static JsonObject Metadata(JsonObject before, JsonObject after)
    {
        var metadata = JsonTree.Clone(before);
        JsonTree.CopyField(after, metadata, "labels");
        JsonTree.CopyField(after, metadata, "annotations");
        return metadata;
    }

    private static ApiStatusException Failed(JsonObject value, string why) => ApiErrors.Internal($"conversion webhook for {value.Str("apiVersion")}, Kind={value.Str("kind")} failed: {why}");
}
