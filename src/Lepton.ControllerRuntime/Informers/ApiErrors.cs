using System.Net;
using System.Net.Sockets;
using Lepton.Kubernetes.Http;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>What a failed request says about how to go on (client-go's reflector makes the same distinctions).</summary>
internal static class ApiErrors
{
    /// <summary>Nobody listens there, or the server has no time: ask again later from where we are, reading everything anew would only add load.</summary>
    internal static bool IsBusyOrRefused(Exception error) =>
        error is KubernetesApiException { IsTooManyRequests: true } || IsConnectionRefused(error);

    internal static bool IsConnectionRefused(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                return true;
        }

        return false;
    }

    /// <summary>The resourceVersion is too old for the server, or newer than anything it knows (it was restored from a backup, or lags).</summary>
    internal static bool IsVersionUnusable(Exception error) =>
        error is KubernetesApiException api && (api.IsExpired || IsTooLarge(api));

    /// <summary>The server answered, and its answer does not rule out that an ordinary list works.</summary>
    internal static bool AllowsList(Exception error) => error is KubernetesApiException { IsUnauthorized: false };

    /// <summary>The server does not know streaming lists, and will not learn while it runs.</summary>
    internal static bool IsUnsupported(Exception error) =>
        error is KubernetesApiException { HttpStatus: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity };

    internal static TimeSpan? RetryAfter(Exception error) => (error as KubernetesApiException)?.RetryAfter;

    private static bool IsTooLarge(KubernetesApiException error) =>
        error.Status.Details?.Causes?.Exists(c => c.Reason == "ResourceVersionTooLarge") == true
        || (error.HttpStatus == HttpStatusCode.GatewayTimeout && error.Message.Contains("Too large resource version", StringComparison.OrdinalIgnoreCase));
}
