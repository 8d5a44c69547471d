using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Discovery;

/// <summary>What <c>GET /</c> lists.</summary>
internal static class RootPaths
{
    private static readonly string[] Fixed =
    [
        "/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/apis/", "/healthz", "/healthz/etcd", "/healthz/log", "/healthz/ping", "/livez", "/livez/etcd",
        "/livez/log", "/livez/ping", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks", "/readyz", "/readyz/etcd", "/readyz/log", "/readyz/ping", "/version",
    ];

    public static JsonObject List(ResourceCatalog.Snapshot catalog)
    {
        var groups = catalog.Groups.Where(g => g.Length > 0);
        var paths = Fixed.Concat(groups.SelectMany(g => catalog.Versions(g).Select(v => $"/apis/{g}/{v}").Prepend($"/apis/{g}")));
        return new JsonObject { ["paths"] = new JsonArray([.. paths.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]) };
    }
}
