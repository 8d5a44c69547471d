using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Admission;

/// <summary>Asks the webhooks of MutatingWebhookConfigurations and ValidatingWebhookConfigurations about writes, in the order of their names.</summary>
internal sealed class WebhookAdmission(ClusterContext cluster, WebhookClient client)
{
    public const string Group = "admissionregistration.k8s.io";
    private static readonly GroupResource Mutating = new(Group, "mutatingwebhookconfigurations");
    private static readonly GroupResource Validating = new(Group, "validatingwebhookconfigurations");
    private readonly WebhookMatching _matching = new(cluster);
    private readonly PolicyAdmission _policies = new(cluster);

    /// <summary>The object as mutating webhooks leave it; those that ask for it are asked once more when a later one changed it.</summary>
    /// <exception cref="ApiStatusException">One denies, or failed and may not.</exception>
    public JsonObject? Mutate(AdmissionAttributes write, ICollection<string> warnings)
    {
        var webhooks = Webhooks(Mutating, write);
        var seen = new JsonObject?[webhooks.Count];
        for (var i = 0; i < webhooks.Count; i++)
        {
            write = Change(webhooks[i], write, warnings);
            seen[i] = JsonTree.CloneNode(write.Object) as JsonObject;
        }

        for (var i = 0; i < webhooks.Count; i++)
        {
            if (webhooks[i].Reinvoked && !JsonNode.DeepEquals(seen[i], write.Object))
                write = Change(webhooks[i], write, warnings);
        }

        return write.Object;
    }

    /// <summary>First the policies, then the webhooks.</summary>
    /// <exception cref="ApiStatusException">One denies, or failed and may not.</exception>
    public void Validate(AdmissionAttributes write, ICollection<string> warnings)
    {
        _policies.Validate(write, warnings);
        foreach (var webhook in Webhooks(Validating, write))
            Ask(webhook, write, warnings, mutating: false);
    }

    /// <summary>Configurations of admission are not subject to it: one that denies everything could never be taken back.</summary>
    private List<Webhook> Webhooks(GroupResource configurations, AdmissionAttributes write) => write.Type.Group == Group ? [] :
    [
        .. cluster.Store.List(configurations, null).Items
            .OrderBy(item => item.Value.Obj("metadata").Str("name"), StringComparer.Ordinal)
            .SelectMany(item => (item.Value.Arr("webhooks") ?? []).OfType<JsonObject>().Select(webhook => new Webhook(webhook))),
    ];

    private AdmissionAttributes Change(Webhook webhook, AdmissionAttributes write, ICollection<string> warnings)
    {
        if (Ask(webhook, write, warnings, mutating: true) is not { } response || response.Str("patch") is not { Length: > 0 } patch)
            return write;
        if (write.Object is null || write.Subresource == "scale")
            throw InternalError($"admission webhook {ApiErrors.Quote(webhook.Name)} attempted to modify the object, which is not supported for this operation");
        var patched = Patched(write.Object, patch);
        write.Type.Schema?.Prune(patched);
        write.Type.Schema?.ApplyDefaults(patched);
        return write with { Object = patched };
    }

    /// <exception cref="ApiStatusException">500: the patch is none, or does not fit the object.</exception>
    private static JsonObject Patched(JsonObject value, string patch)
    {
        try
        {
            var operations = JsonPatch.Parse(JsonDecoder.Decode(Convert.FromBase64String(patch), out _));
            return operations.Apply(value) is JsonObject patched ? JsonTree.Clone(patched) : throw InternalError("the patched object is no object");
        }
        catch (Exception e) when (e is PatchException or FormatException or JsonException)
        {
            throw InternalError(e.Message);
        }
    }

    /// <summary>The response of a webhook that allows the write; null when it was not asked or its failure is ignored.</summary>
    private JsonObject? Ask(Webhook webhook, AdmissionAttributes asked, ICollection<string> warnings, bool mutating)
    {
        if (_matching.Match(webhook, asked) is not { } write)
            return null;
        var uid = cluster.Ids.Uid();
        var request = AdmissionReviews.Request(write, asked, uid);
        if (webhook.Conditions.Count > 0 && !AdmissionExpressions.OfWebhooks.Hold(webhook.Conditions, AdmissionExpressions.Variables(request), out var error))
            return error is null || webhook.IgnoresFailure ? null : throw ApiErrors.Forbidden(asked.Type.Resource, asked.Name, error);
        if (write.DryRun && !webhook.AllowsDryRun)
            throw ApiErrors.BadRequest($"admission webhook {ApiErrors.Quote(webhook.Name)} does not support dry run");
        try
        {
            var response = AdmissionReviews.Response(client.Post(webhook.Client, AdmissionReviews.Review(request), webhook.TimeoutSeconds), uid, mutating);
            foreach (var warning in response.Arr("warnings").Strings().Except(warnings).ToArray())
                warnings.Add(warning);
            return response.Bool("allowed") == true ? response : throw Denied(webhook.Name, response.Obj("status"));
        }
        catch (WebhookException e)
        {
            return webhook.IgnoresFailure ? null : throw InternalError($"failed calling webhook {ApiErrors.Quote(webhook.Name)}: {e.Message}");
        }
    }

    private static ApiStatusException Denied(string name, JsonObject? status)
    {
        var text = $"admission webhook {ApiErrors.Quote(name)} denied the request";
        var (message, reason) = (status.Str("message"), status.Str("reason"));
        text += !string.IsNullOrEmpty(message) ? ": " + message : !string.IsNullOrEmpty(reason) ? ": " + reason : " without explanation";
        return new ApiStatusException((int)Math.Max(status.Int("code") ?? 0, 400), reason, text, JsonTree.CloneNode(status.Obj("details")) as JsonObject);
    }

    private static ApiStatusException InternalError(string why) =>
        new(500, "InternalError", "Internal error occurred: " + why, new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = why }) });
}
