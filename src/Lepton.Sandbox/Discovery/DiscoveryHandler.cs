using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Api;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Discovery;

/// <summary>Answers the paths of discovery.</summary>
internal sealed class DiscoveryHandler(ClusterContext cluster)
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public Task HandleAsync(ApiRequest request, string[] parts)
    {
        var catalog = cluster.Catalog.Current;
        var top = parts.Length == 1;
        request.Format = Negotiated.From(request.Http.Request, (form, version) => top && form == "APIGroupDiscoveryList" && version == "apidiscovery.k8s.io/v2", false, lenient: !top);
        if (request.Format.As is not null)
            return AggregatedAsync(request, AggregatedDiscovery.Document(catalog, parts[0] == "api"));
        var document = parts switch
        {
            ["api"] => ResourceLists.Versions(request.Http.Request.Host.Value ?? ""),
            ["api", var version] => ResourceLists.Resources(catalog, "", version),
            ["apis"] => ResourceLists.Groups(catalog),
            ["apis", var group] => ResourceLists.Group(catalog, group),
            _ => ResourceLists.Resources(catalog, parts[1], parts[2]),
        };
        if (document is not null)
            return Responses.WriteAsync(request, document);
        if (parts.Length == 3 && BuiltinTable.GroupOrder.Contains(parts[1]))
            throw ApiErrors.NoSuchResource();
        return Responses.NotFoundTextAsync(request.Http.Response);
    }

    private static async Task AggregatedAsync(ApiRequest request, JsonObject document)
    {
        var response = request.Http.Response;
        var hash = Convert.ToHexString(SHA512.HashData(JsonSerializer.SerializeToUtf8Bytes(document, JsonTree.Compact)));
        response.Headers.ETag = $"\"{hash}\"";
        response.Headers.Vary = "Accept";
        response.Headers.CacheControl = "public";
        if (request.Http.Request.Headers.IfNoneMatch.ToString() == $"\"{hash}\"")
        {
            response.StatusCode = 304;
            return;
        }

        await Responses.WriteAsync(response, document, 200, request.Format, request.Aborted, request.Format.Yaml ? null : AggregatedType);
    }
}
