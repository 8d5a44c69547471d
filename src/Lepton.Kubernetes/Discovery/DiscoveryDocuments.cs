using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Discovery;

/// <summary>Reads both forms of discovery documents.</summary>
internal static class DiscoveryDocuments
{
    /// <summary>An APIGroupDiscoveryList (apidiscovery.k8s.io v2 or v2beta1): everything in one document.</summary>
    internal static IEnumerable<ResourceDefinition> Aggregated(JsonNode document) =>
        from item in Items(document["items"])
        let name = (string?)item["metadata"]?["name"] ?? ""
        from version in Items(item["versions"])
        from resource in Items(version["resources"])
        let kind = (string?)resource["responseKind"]?["kind"]
        let plural = (string?)resource["resource"]
        where !string.IsNullOrEmpty(kind) && plural is not null
        select new ResourceDefinition(name, (string?)version["version"] ?? "", kind, plural, (string?)resource["scope"] == "Namespaced");

    /// <summary>The group versions of an APIVersions or an APIGroupList.</summary>
    internal static IEnumerable<string> Versions(JsonNode? document) => document?["versions"] is JsonArray core
        ? core.Select(v => (string)v!)
        : from item in Items(document?["groups"])
          from version in Items(item["versions"])
          select (string)version["groupVersion"]!;

    /// <summary>An APIResourceList. Names with a slash are subresources.</summary>
    internal static IEnumerable<ResourceDefinition> Resources(JsonNode? document, string groupVersion)
    {
        var slash = groupVersion.IndexOf('/');
        var (@group, version) = slash < 0 ? ("", groupVersion) : (groupVersion[..slash], groupVersion[(slash + 1)..]);
        return from resource in Items(document?["resources"])
               let plural = (string?)resource["name"]
               let kind = (string?)resource["kind"]
               let namespaced = (bool?)resource["namespaced"]
               where plural?.Contains('/') == false && kind is not null
               select new ResourceDefinition(@group, version, kind, plural, namespaced == true);
    }

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list is JsonArray array ? array.OfType<JsonNode>() : [];
}
