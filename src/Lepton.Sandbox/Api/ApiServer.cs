using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.Api.Handlers;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>
/// The HTTP side of one cluster. In the order of a real server: who, may they, what is it, and only then whether it exists.
/// </summary>
internal sealed class ApiServer(ClusterContext cluster, ObjectOperations objects, Authenticator authenticator, ServiceAccountTokens tokens, FaultInjector faults)
{
    private readonly Authorizer _authorizer = new(cluster.Store);
    private readonly ResourceHandler _resources = new(cluster, objects, new ReviewHandler(new Authorizer(cluster.Store), authenticator), tokens);
    private readonly PathHandler _paths = new(cluster, tokens);

    public async Task HandleAsync(HttpContext http)
    {
        ApiRequest? request = null;
        try
        {
            var user = authenticator.Authenticate(http);
            if (await faults.InterceptAsync(http, user?.Name))
                return;
            if (user is null)
                throw new ApiStatusException(401, "Unauthorized", "Unauthorized");
            var info = RequestInfo.Parse(http.Request);
            user = Impersonation.Apply(http.Request, user, info, _authorizer);
            _authorizer.Require(user, info);
            request = new ApiRequest(http, info, user, cluster);
            await (info.IsResource ? _resources.HandleAsync(request) : _paths.HandleAsync(request));
        }
        catch (ApiStatusException e) when (!http.Response.HasStarted)
        {
            if (request is not null)
                Responses.AddWarnings(request);
            await Responses.ErrorAsync(http.Response, e, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (Exception e) when (!http.Response.HasStarted && e is not (OutOfMemoryException or BadHttpRequestException))
        {
            await Responses.ErrorAsync(http.Response, new ApiStatusException(500, "InternalError", $"Internal error occurred: {e.Message}"), http.RequestAborted);
        }
    }
}
