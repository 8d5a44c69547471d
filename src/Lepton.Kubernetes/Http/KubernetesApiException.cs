using System.Net;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <summary>A non-2xx answer, with the whole <see cref="V1Status"/> the server sent. Of a body that is not a Status, at most 2048 bytes are kept in <see cref="RawBody"/>.</summary>
public class KubernetesApiException : Exception
{
    public KubernetesApiException(HttpStatusCode httpStatus, V1Status status, string? rawBody = null, Exception? inner = null)
        : base(status.Message ?? rawBody ?? $"the server answered {(int)httpStatus} {httpStatus}", inner)
    {
        HttpStatus = httpStatus;
        Status = status;
        RawBody = rawBody;
    }

    public HttpStatusCode HttpStatus { get; }

    public V1Status Status { get; }

    public string? RawBody { get; }

    /// <summary>How long the server asks to wait, from the header or the body.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The method and path that failed, without query values.</summary>
    public string? Request { get; init; }

    public bool IsNotFound => HttpStatus == HttpStatusCode.NotFound;

    /// <summary>409 because of a stale resourceVersion, a field manager or a precondition (not AlreadyExists).</summary>
    public bool IsConflict => HttpStatus == HttpStatusCode.Conflict && Status.Reason != "AlreadyExists";

    public bool IsAlreadyExists => HttpStatus == HttpStatusCode.Conflict && Status.Reason == "AlreadyExists";

    /// <summary>410: the resourceVersion or continue token is no longer served.</summary>
    public bool IsExpired => HttpStatus == HttpStatusCode.Gone || Status.Reason is "Expired" or "Gone";

    public bool IsInvalid => HttpStatus == HttpStatusCode.UnprocessableEntity;

    public bool IsUnauthorized => HttpStatus == HttpStatusCode.Unauthorized;

    public bool IsForbidden => HttpStatus == HttpStatusCode.Forbidden;

    public bool IsTooManyRequests => HttpStatus == HttpStatusCode.TooManyRequests;
}
