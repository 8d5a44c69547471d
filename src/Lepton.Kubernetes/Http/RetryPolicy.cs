using System.Net;
using Lepton.Kubernetes.Auth;

namespace Lepton.Kubernetes.Http;

/// <summary>When to send a request again, as client-go does: when the server says how long to wait, and reads whose connection broke.</summary>
internal static class RetryPolicy
{
    internal const int MaxRetries = 10;

    private static readonly TimeSpan AfterLostConnection = TimeSpan.FromSeconds(1);

    /// <summary>429 and 5xx of any verb, only with Retry-After. Null: do not.</summary>
    internal static TimeSpan? WaitFor(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        return (response.StatusCode == HttpStatusCode.TooManyRequests || status is >= 500 and < 600)
            ? RetryAfter(response, now)
            : null;
    }

    /// <summary>A read whose connection was reset or closed; the opening of a watch also after a time-out. Null: do not.</summary>
    internal static TimeSpan? WaitFor(ApiRequest request, Exception exception, int retries)
    {
        var again = request.Method == HttpMethod.Get && exception is not (KubernetesResponseException or CredentialException or SendingRefusedException)
            && (ConnectionFaults.IsLost(exception) || (request.IsWatch && ConnectionFaults.IsTimeout(exception)));
        return retries < MaxRetries && again ? AfterLostConnection : null;
    }

    /// <summary>What the header says, in seconds or as a date.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - now);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
