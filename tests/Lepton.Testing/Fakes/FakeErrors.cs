using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Testing.Fakes;

/// <summary>Errors as a real server, or its absence, produces them.</summary>
public static class FakeErrors
{
    public static KubernetesApiException Status(HttpStatusCode code, string reason, string message, params V1StatusCause[] causes) => new(code, new V1Status
    {
        ApiVersion = "v1",
        Kind = "Status",
        Status = "Failure",
        Code = (int)code,
        Reason = reason,
        Message = message,
        Details = causes.Length == 0 ? null : new() { Causes = [.. causes] },
    });

    public static KubernetesApiException NotFound(string what) => Status(HttpStatusCode.NotFound, "NotFound", $"{what} not found");

    public static KubernetesApiException Conflict(string what) => Status(
        HttpStatusCode.Conflict, "Conflict", $"Operation cannot be fulfilled on {what}: the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>An apply that meets a field of another manager.</summary>
    public static KubernetesApiException ApplyConflict(string manager) => Status(
        HttpStatusCode.Conflict, "Conflict", $"Apply failed with 1 conflict: conflict with \"{manager}\": .spec.replicas",
        new V1StatusCause { Reason = "FieldManagerConflict", Field = ".spec.replicas", Message = $"conflict with \"{manager}\"" });

    public static KubernetesApiException AlreadyExists(string what) => Status(HttpStatusCode.Conflict, "AlreadyExists", $"{what} already exists");

    /// <summary>The resourceVersion is older than what the server keeps.</summary>
    public static KubernetesApiException Expired(string version) => Status(HttpStatusCode.Gone, "Expired", $"too old resource version: {version}");

    /// <summary>The resourceVersion is newer than what the server knows.</summary>
    public static KubernetesApiException TooLarge(string version) => Status(
        HttpStatusCode.GatewayTimeout, "Timeout", $"Timeout: Too large resource version: {version}, current: 1",
        new V1StatusCause { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" });

    public static KubernetesApiException TooManyRequests(TimeSpan? retryAfter = null) => new(
        HttpStatusCode.TooManyRequests, new() { Code = 429, Reason = "TooManyRequests", Message = "too many requests" })
    { RetryAfter = retryAfter };

    public static KubernetesApiException Unauthorized() => Status(HttpStatusCode.Unauthorized, "Unauthorized", "Unauthorized");

    public static KubernetesApiException Forbidden() => Status(HttpStatusCode.Forbidden, "Forbidden", "forbidden: User \"u\" cannot list resource");

    public static KubernetesApiException InternalError() => Status(HttpStatusCode.InternalServerError, "InternalError", "Internal error occurred: boom");

    /// <summary>What a server that does not know streaming lists answers.</summary>
    public static KubernetesApiException StreamingUnsupported() => Status(
        HttpStatusCode.UnprocessableEntity, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");

    public static HttpRequestException Refused() => new(
        HttpRequestError.ConnectionError, "Connection refused (192.0.2.1:6443)", new SocketException((int)SocketError.ConnectionRefused));

    public static HttpRequestException BadCertificate() => new(
        HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.",
        new AuthenticationException("The remote certificate was rejected: it is not signed by the cluster's CA."));

    public static HttpIOException Reset() => new(HttpRequestError.ResponseEnded, "The response ended prematurely.", new SocketException((int)SocketError.ConnectionReset));
}
