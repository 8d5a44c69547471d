using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>
/// Requests to a Pod by way of the API server (<c>pods/[scheme:]name[:port]/proxy/path</c>). A simulated Pod runs nothing: one that is ready answers on its containers' ports with the status that the
/// annotation <see cref="PodAnnotations.HttpStatus"/> says; to any other nobody listens (kubernetes/pkg/registry/core/pod/strategy.go, ResourceLocation).
/// </summary>
internal static class PodProxy
{
    public static Task AnswerAsync(ApiRequest request)
    {
        var (name, port) = Split(request.Info.Name);
        var pod = request.Cluster.Store.Find(request.Type.Resource, StoredObject.KeyOf(request.Info.Namespace, name))?.Value ?? throw ApiErrors.NotFound(request.Type.Resource, name);
        if (pod.Obj("status").Str("podIP") is not { Length: > 0 } ip)
            throw ApiErrors.BadRequest("address not allowed");
        var ports = (pod.Obj("spec").Arr("containers") ?? []).SelectMany(c => (c as JsonObject).Arr("ports") ?? []).Select(p => p.Int("containerPort")).OfType<long>().ToList();
        var target = port ?? ports.Select(p => (long?)p).FirstOrDefault() ?? 80;
        if (!IsReady(pod) || (ports.Count > 0 && !ports.Contains(target)))
            throw new ApiStatusException(503, "ServiceUnavailable", $"error trying to reach service: dial tcp {ip}:{target}: connect: connection refused");
        var status = int.TryParse(pod.Obj("metadata").Obj("annotations").Str(PodAnnotations.HttpStatus), NumberStyles.None, CultureInfo.InvariantCulture, out var told) ? told : 200;
        return Responses.TextAsync(request.Http.Response, status, status == 200 ? "ok" : $"the pod answers {status}");
    }

    /// <summary><c>scheme:name:port</c>, of which scheme and port may be missing.</summary>
    private static (string Name, long? Port) Split(string text)
    {
        var parts = text.Split(':');
        var named = parts.Length == 3 ? parts[1..] : parts;
        return (named[0], named.Length > 1 && long.TryParse(named[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null);
    }

    private static bool IsReady(JsonObject pod) => (pod.Obj("status").Arr("conditions") ?? []).Any(c => c.Str("type") == "Ready" && c.Str("status") == "True");
}
