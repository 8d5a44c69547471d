using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Discovery;

/// <summary>The unaggregated discovery documents.</summary>
internal static class ResourceLists
{
    public static JsonObject Versions(string serverAddress) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = serverAddress }),
    };

    public static JsonObject Groups(ResourceCatalog.Snapshot catalog) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. catalog.Groups.Where(g => g.Length > 0).Select(g => (JsonNode)GroupEntry(catalog, g))]),
    };

    /// <returns>Null for a group nobody serves.</returns>
    public static JsonObject? Group(ResourceCatalog.Snapshot catalog, string group)
    {
        if (group.Length == 0 || !catalog.Groups.Contains(group))
            return null;
        var document = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (name, value) in GroupEntry(catalog, group))
            document[name] = value?.DeepClone();
        return document;
    }

    /// <returns>Null for a version nobody serves.</returns>
    public static JsonObject? Resources(ResourceCatalog.Snapshot catalog, string group, string version)
    {
        var types = catalog.All.Where(t => t.Group == group && t.Version == version).OrderBy(t => t.IsCustom ? "" : t.Plural, StringComparer.Ordinal).ToArray();
        if (types.Length == 0)
            return null;
        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0)
            list["apiVersion"] = "v1";
        list["groupVersion"] = types[0].ApiVersion;
        list["resources"] = new JsonArray([.. types.SelectMany(Entries)]);
        return list;
    }

    private static IEnumerable<JsonNode> Entries(ResourceType type)
    {
        var entry = new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Texts(type.Verbs),
        };
        if (type.ShortNames.Count > 0)
            entry["shortNames"] = Texts(type.ShortNames);
        if (type.Categories.Count > 0)
            entry["categories"] = Texts(type.Categories);
        if (!type.Virtual)
            entry["storageVersionHash"] = StorageHash(type);
        yield return entry;
        foreach (var subresource in type.Subresources)
            yield return Entry(type, subresource);
    }

    private static JsonObject Entry(ResourceType type, SubresourceType subresource)
    {
        var entry = new JsonObject { ["name"] = $"{type.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = type.Namespaced };
        if (subresource.Version.Length > 0)
        {
            entry["group"] = subresource.Group;
            entry["version"] = subresource.Version;
        }

        entry["kind"] = subresource.Kind;
        entry["verbs"] = Texts(subresource.Verbs);
        return entry;
    }

    /// <summary>The first eight bytes of the SHA-256 of <c>group/version/kind</c> of what is stored, as Kubernetes' discovery computes it.</summary>
    private static string StorageHash(ResourceType type)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{type.Group}/{type.StorageVersion}/{type.Kind}"));
        return Convert.ToBase64String(hash.AsSpan(0, 8));
    }

    private static JsonObject GroupEntry(ResourceCatalog.Snapshot catalog, string group)
    {
        var versions = catalog.Versions(group);
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions.Select(v => (JsonNode)GroupVersion(group, v))]),
            ["preferredVersion"] = GroupVersion(group, versions[0]),
        };
    }

    private static JsonObject GroupVersion(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);
}
