using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.Discovery;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Everything that is not a resource: discovery, OpenAPI, version and health.</summary>
internal sealed class PathHandler(ClusterContext cluster, ServiceAccountTokens tokens)
{
    private readonly DiscoveryHandler _discovery = new(cluster);
    private readonly OpenApiHandler _openApi = new(cluster);

    public Task HandleAsync(ApiRequest request)
    {
        var parts = request.Info.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isKnown = parts is ["api"] or ["api", "v1"] or ["apis"] or ["apis", _] or ["apis", _, _] or ["version"] or [] or ["openapi", ..];
        if (request.Http.Request.Method != "GET" && isKnown)
            throw ApiErrors.MethodNotAllowed();
        return parts switch
        {
            ["healthz" or "livez" or "readyz", ..] => HealthAsync(request, parts),
            ["version"] => VersionAsync(request),
            [] => Responses.WriteAsync(request, RootPaths.List(cluster.Catalog.Current)),
            ["api"] or ["api", _] or ["apis"] or ["apis", _] or ["apis", _, _] => _discovery.HandleAsync(request, parts),
            ["openapi", ..] => _openApi.HandleAsync(request, parts),
            [".well-known", "openid-configuration"] => OpenIdAsync(request, Provider(request)),
            ["openid", "v1", "jwks"] => OpenIdAsync(request, tokens.Keys()),
            _ => Responses.NotFoundTextAsync(request.Http.Response),
        };
    }

    private static Task OpenIdAsync(ApiRequest request, JsonObject document)
    {
        request.Http.Response.Headers.CacheControl = "public, max-age=3600";
        return Responses.WriteAsync(request, document);
    }

    /// <summary>Who issues the tokens of service accounts (OpenID Connect Discovery 1.0).</summary>
    private static JsonObject Provider(ApiRequest request) => new()
    {
        ["issuer"] = ServiceAccountTokens.Issuer,
        ["jwks_uri"] = $"https://{request.Http.Request.Host}/openid/v1/jwks",
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    private static Task VersionAsync(ApiRequest request)
    {
        request.Format = Negotiated.Json with { Pretty = true };
        return Responses.WriteAsync(request, request.Cluster.Version.ToJson());
    }

    private static Task HealthAsync(ApiRequest request, string[] parts) => parts switch
    {
        [_] when request.Query.ContainsKey("verbose") => Responses.TextAsync(request.Http.Response, 200, $"[+]ping ok\n[+]log ok\n[+]etcd ok\n{parts[0]} check passed\n"),
        [_] or [_, "ping" or "log" or "etcd"] => Responses.TextAsync(request.Http.Response, 200, "ok"),
        _ => Responses.NotFoundTextAsync(request.Http.Response),
    };
}
