using Lepton.Sandbox.Discovery;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Everything that is not a resource: discovery, OpenAPI, version and health.</summary>
internal sealed class PathHandler(ClusterContext cluster)
{
    private readonly DiscoveryHandler _discovery = new(cluster);

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
            _ => Responses.NotFoundTextAsync(request.Http.Response),
        };
    }

    private static Task VersionAsync(ApiRequest request)
    {
        request.Format = Negotiated.Json with { Pretty = true };
        return Responses.WriteAsync(request, ServerVersion.ToJson());
    }

    private static Task HealthAsync(ApiRequest request, string[] parts) => parts switch
    {
        [_] when request.Query.ContainsKey("verbose") => Responses.TextAsync(request.Http.Response, 200, $"[+]ping ok\n[+]log ok\n[+]etcd ok\n{parts[0]} check passed\n"),
        [_] or [_, "ping" or "log" or "etcd"] => Responses.TextAsync(request.Http.Response, 200, "ok"),
        _ => Responses.NotFoundTextAsync(request.Http.Response),
    };
}
