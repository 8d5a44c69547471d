using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>What a real server passes on to a kubelet. Simulated pods run nothing: their logs are empty, and nobody can connect to them.</summary>
internal static class NodeConnections
{
    public static Task LogAsync(ApiRequest request)
    {
        var pod = Pod(request);
        Container(request, pod);
        if (!string.IsNullOrEmpty(pod.Value.Obj("spec").Str("nodeName")))
            return Responses.TextAsync(request.Http.Response, 200, "");
        request.Http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public static ApiStatusException Refuse(ApiRequest request)
    {
        _ = Pod(request);
        return string.IsNullOrEmpty(request.Http.Request.Headers.Upgrade)
            ? ApiErrors.BadRequest("Upgrade request required")
            : new ApiStatusException(501, "NotImplemented", $"pods of the sandbox run no processes: {request.Info.Subresource} has nothing to connect to");
    }

    private static StoredObject Pod(ApiRequest request) =>
        request.Cluster.Store.Find(request.Type.Resource, StoredObject.KeyOf(request.Info.Namespace, request.Info.Name))
        ?? throw ApiErrors.NotFound(request.Type.Resource, request.Info.Name);

    private static void Container(ApiRequest request, StoredObject pod)
    {
        var names = (pod.Value.Obj("spec").Arr("containers") ?? []).Select(c => c.Str("name")).ToArray();
        var wanted = request.QueryText("container");
        if (!string.IsNullOrEmpty(wanted) && !names.Contains(wanted))
            throw ApiErrors.BadRequest($"container {wanted} is not valid for pod {request.Info.Name}");
        if (string.IsNullOrEmpty(wanted) && names.Length > 1)
            throw ApiErrors.BadRequest($"a container name must be specified for pod {request.Info.Name}, choose one of: [{string.Join(" ", names)}]");
    }
}
