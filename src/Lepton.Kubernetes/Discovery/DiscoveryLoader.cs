using System.Net;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.Kubernetes.Discovery;

/// <summary>Asks for aggregated discovery (two requests); servers that do not know it are asked group by group.</summary>
internal sealed partial class DiscoveryLoader(ApiTransport transport)
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private readonly ILogger _log = transport.Options.LoggerFactory.CreateLogger<DiscoveryLoader>();

    internal async Task<List<ResourceDefinition>> LoadAsync(CancellationToken cancellationToken)
    {
        var core = LoadAsync("/api", cancellationToken);
        var groups = LoadAsync("/apis", cancellationToken);
        return [.. await core, .. await groups];
    }

    private async Task<List<ResourceDefinition>> LoadAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(path, Aggregated, cancellationToken);
        if ((string?)answer?["kind"] == "APIGroupDiscoveryList")
            return [.. DiscoveryDocuments.Aggregated(answer)];
        var found = new List<ResourceDefinition>();
        foreach (var version in DiscoveryDocuments.Versions(answer))
            found.AddRange(await LoadVersionAsync($"{path}/{version}", version, cancellationToken));
        return found;
    }

    private async Task<IEnumerable<ResourceDefinition>> LoadVersionAsync(string path, string version, CancellationToken cancellationToken)
    {
        try
        {
            return DiscoveryDocuments.Resources(await GetAsync(path, ApiRequest.Json, cancellationToken), version);
        }
        catch (KubernetesApiException e) when (e.HttpStatus is HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound or HttpStatusCode.InternalServerError)
        {
            // A broken aggregated API server must not hide the groups that work.
            LogGroupMissing(version, e.Message);
            return [];
        }
    }

    private Task<JsonNode?> GetAsync(string path, string accept, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, path) { Accept = accept, MaxBytes = transport.Options.MaxObjectBytes };
        return transport.SendAsync(request, (response, token) => Answers.ReadAnyAsync(request, response, token), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the resources of {GroupVersion} are unknown for now: {Reason}")]
    private partial void LogGroupMissing(string groupVersion, string reason);
}
