using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Discovery;

/// <summary>All groups in one document (apidiscovery.k8s.io/v2).</summary>
internal static class AggregatedDiscovery
{
    /// <param name="core">The core group, or all others.</param>
    public static JsonObject Document(ResourceCatalog.Snapshot catalog, bool core) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. catalog.Groups.Where(g => g.Length == 0 == core).Select(g => (JsonNode)Group(catalog, g))]),
    };

    private static JsonObject Group(ResourceCatalog.Snapshot catalog, string group)
    {
        var metadata = new JsonObject();
        if (group.Length > 0)
            metadata["name"] = group;
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["versions"] = new JsonArray([.. catalog.Versions(group).Select(v => (JsonNode)Version(catalog, group, v))]),
        };
    }

    private static JsonObject Version(ResourceCatalog.Snapshot catalog, string group, string version) => new()
    {
        ["version"] = version,
        ["resources"] = new JsonArray(
            [.. catalog.All.Where(t => t.Group == group && t.Version == version).OrderBy(t => t.Plural, StringComparer.Ordinal).Select(t => (JsonNode)Resource(t))]),
        ["freshness"] = "Current",
    };

    private static JsonObject Resource(ResourceType type)
    {
        var entry = new JsonObject
        {
            ["resource"] = type.Plural,
            ["responseKind"] = Kind(type.IsCustom ? type.Group : "", type.IsCustom ? type.Version : "", type.Kind),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = type.Singular,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Count > 0)
            entry["shortNames"] = Texts(type.ShortNames);
        if (type.Categories.Count > 0)
            entry["categories"] = Texts(type.Categories);
        if (type.Subresources.Count > 0)
            entry["subresources"] = new JsonArray([.. type.Subresources.Select(s => (JsonNode)Subresource(type, s))]);
        return entry;
    }

    private static JsonObject Subresource(ResourceType type, SubresourceType subresource)
    {
        var own = subresource.Version.Length == 0;
        return new JsonObject
        {
            ["subresource"] = subresource.Name,
            ["responseKind"] = own && type.IsCustom ? Kind(type.Group, type.Version, subresource.Kind) : Kind(subresource.Group, subresource.Version, subresource.Kind),
            ["verbs"] = Texts(subresource.Verbs),
        };
    }

    private static JsonObject Kind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);
}
