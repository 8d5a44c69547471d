using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Api;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas.OpenApi;

namespace Lepton.Sandbox.Discovery;

/// <summary>OpenAPI: the v3 index and one document per group and version, and all of them as one v2 document.</summary>
internal sealed class OpenApiHandler(ClusterContext cluster)
{
    private readonly OpenApiDocuments _documents = new();
    private readonly Lock _gate = new();
    private string _index = "";
    private DateTimeOffset _modified;

    public Task HandleAsync(ApiRequest request, string[] parts)
    {
        var catalog = cluster.Catalog.Current;
        if (parts is ["openapi", "v2"])
            return SendAsync(request, _documents.V2(catalog), "Accept-Encoding", immutable: false);
        if (parts is not ["openapi", "v3", .. var path])
            return Responses.NotFoundTextAsync(request.Http.Response);
        if (path.Length == 0)
            return IndexAsync(request);
        if (_documents.V3(catalog, string.Join('/', path)) is not { } document)
            return Responses.NotFoundTextAsync(request.Http.Response);
        var hash = request.QueryText("hash");
        if (string.IsNullOrEmpty(hash) || hash == document.Hash)
            return SendAsync(request, document, "Accept", immutable: !string.IsNullOrEmpty(hash));
        Mark(request, document, "Accept");
        request.Http.Response.StatusCode = 301;
        request.Http.Response.ContentType = "application/json";
        request.Http.Response.Headers.Location = $"{request.Info.Path}?hash={document.Hash}";
        return Task.CompletedTask;
    }

    private async Task IndexAsync(ApiRequest request)
    {
        var paths = new JsonObject();
        foreach (var (path, hash) in _documents.Index(cluster.Catalog.Current))
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash}" };
        var modified = Modified(paths.ToJsonString());
        request.Http.Response.Headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        if (DateTimeOffset.TryParse(request.Http.Request.Headers.IfModifiedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) && modified <= since)
        {
            request.Http.Response.StatusCode = 304;
            return;
        }

        await Responses.WriteAsync(request.Http.Response, new JsonObject { ["paths"] = paths }, 200, Negotiated.Json, request.Aborted, "text/plain; charset=utf-8");
    }

    /// <summary>When the index last changed, in whole seconds; two changes never have the same.</summary>
    private DateTimeOffset Modified(string index)
    {
        lock (_gate)
        {
            if (index == _index)
                return _modified;
            var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            (_index, _modified) = (index, now > _modified ? now : _modified.AddSeconds(1));
            return _modified;
        }
    }

    private static async Task SendAsync(ApiRequest request, OpenApiDocument document, string vary, bool immutable)
    {
        if (!AcceptsJson(request.Http.Request.Headers.Accept.ToString()))
            throw new Storage.ApiStatusException(406, "NotAcceptable", "only the following media types are accepted: application/json");
        var response = request.Http.Response;
        Mark(request, document, vary);
        if (immutable)
            response.Headers.CacheControl = "public, immutable";
        response.ContentType = "application/json";
        if (request.Http.Request.Headers.IfNoneMatch.ToString() == $"\"{document.Hash}\"")
        {
            response.StatusCode = 304;
            return;
        }

        response.ContentLength = document.Json.Length;
        await response.Body.WriteAsync(document.Json, request.Aborted);
    }

    private static void Mark(ApiRequest request, OpenApiDocument document, string vary)
    {
        request.Http.Response.Headers.ETag = $"\"{document.Hash}\"";
        request.Http.Response.Headers.Vary = vary;
    }

    private static bool AcceptsJson(string accept) => accept.Length == 0
        || accept.Split(',').Any(clause => clause.Split(';')[0].Trim() is "application/json" or "application/*" or "*/*");
}
