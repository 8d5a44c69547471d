using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Admission;

/// <summary>Whether a webhook is asked about a write, and in which version.</summary>
internal sealed class WebhookMatching(ClusterContext cluster)
{
    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <summary>The write in the version that a rule names; null when the webhook is not asked.</summary>
    /// <param name="resources">MatchResources of a policy, for what webhooks do not have: excluded rules and names.</param>
    public AdmissionAttributes? Match(Webhook webhook, AdmissionAttributes write, JsonObject? resources = null)
    {
        if ((resources.Arr("excludeResourceRules") ?? []).OfType<JsonObject>().Any(rule => Fits(rule, write, write.Type)))
            return null;
        if (Version(webhook, write) is not { } type || !InNamespace(webhook, write))
            return null;
        if (!Selectors.Matches(webhook.ObjectSelector, write.Object.Obj("metadata").Obj("labels")) && !(write.Old is not null && Selectors.Matches(webhook.ObjectSelector, write.Old.Obj("metadata").Obj("labels"))))
            return null;
        return write.As(type);
    }

    private ResourceType? Version(Webhook webhook, AdmissionAttributes write)
    {
        if (webhook.Rules.Any(rule => Fits(rule, write, write.Type)))
            return write.Type;
        if (!webhook.MatchesEquivalent)
            return null;
        return cluster.Catalog.Current.All.FirstOrDefault(type => type.Resource == write.Type.Resource && type.Version != write.Type.Version && webhook.Rules.Any(rule => Fits(rule, write, type)));
    }

    private static bool Fits(JsonObject rule, AdmissionAttributes write, ResourceType type) =>
        Has(rule, "operations", write.Operation)
        && Has(rule, "apiGroups", type.Group)
        && Has(rule, "apiVersions", type.Version)
        && (rule.Arr("resourceNames") is null or { Count: 0 } || Has(rule, "resourceNames", write.Name))
        && rule.Arr("resources").Strings().Any(resource => Resource(resource, type.Plural, write.Subresource))
        && rule.Str("scope") switch { "Namespaced" => write.Namespace is not null, "Cluster" => write.Namespace is null, _ => true };

    private static bool Has(JsonObject rule, string field, string value) => rule.Arr(field).Strings().Any(item => item == "*" || item == value);

    /// <summary><c>pods</c>, <c>pods/status</c>, <c>pods/*</c>, <c>*/status</c>, <c>*</c>, <c>*/*</c>.</summary>
    private static bool Resource(string wanted, string plural, string? subresource)
    {
        var parts = wanted.Split('/', 2);
        return (parts[0] == "*" || parts[0] == plural) && (parts.Length == 1 ? subresource is null : parts[1] == "*" || parts[1] == subresource);
    }

    private bool InNamespace(Webhook webhook, AdmissionAttributes write)
    {
        if (webhook.NamespaceSelector is null || (write.Namespace is null && write.Type.Resource != Namespaces))
            return true;
        var labels = write.Namespace is null ? (write.Object ?? write.Old).Obj("metadata").Obj("labels") : cluster.Store.Find(Namespaces, StoredObject.KeyOf(null, write.Namespace))?.Value.Obj("metadata").Obj("labels");
        return Selectors.Matches(webhook.NamespaceSelector, labels);
    }
}
