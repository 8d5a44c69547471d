using System.Net;
using System.Text;
using System.Text.Json;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Http;

/// <summary>Turns an answer that is no success into an exception with everything the server said.</summary>
internal static class ErrorAnswers
{
    private const int KeptOfOthers = 2048;
    private const int MaxStatusBytes = 8 << 20;

    internal static async Task<KubernetesApiException> ReadAsync(ApiRequest request, HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isJson = response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal);
        var body = await ReadAsync(response, isJson ? MaxStatusBytes : KeptOfOthers, cancellationToken);
        var status = isJson ? Parse(body) : null;
        var raw = status is null ? Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, KeptOfOthers))).Trim() : null;
        var wait = RetryPolicy.RetryAfter(response, now);
        return Of(response.StatusCode, status ?? Generic(request, response.StatusCode, raw!), request, raw, wait);
    }

    internal static KubernetesApiException Of(HttpStatusCode code, V1Status status, ApiRequest request, string? raw = null, TimeSpan? wait = null) =>
        new(code, status, raw)
        {
            Request = request.ToString(),
            RetryAfter = wait ?? (status.Details?.RetryAfterSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null),
        };

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new MemoryStream();
        var chunk = new byte[4096];
        try
        {
            while (buffer.Length < limit && await stream.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, limit - buffer.Length)), cancellationToken) is > 0 and var read)
                buffer.Write(chunk, 0, read);
        }
        catch (IOException)
        {
            // The status line already says that it failed: what came of the body has to do.
        }

        return buffer.ToArray();
    }

    private static V1Status? Parse(byte[] body)
    {
        try
        {
            return KubernetesJson.Deserialize<V1Status>(body) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Proxies and servers that are starting answer in text; the code still says what it means.
    private static V1Status Generic(ApiRequest request, HttpStatusCode code, string raw) => new()
    {
        ApiVersion = "v1",
        Kind = "Status",
        Status = "Failure",
        Code = (int)code,
        Reason = Reason(request, (int)code),
        Message = raw.Length > 0 ? raw : $"{request}: the server answered {(int)code} {code} without a body",
    };

    private static string? Reason(ApiRequest request, int code) => code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        409 => request.Method == HttpMethod.Post ? "AlreadyExists" : "Conflict",
        410 => "Gone",
        413 => "RequestEntityTooLarge",
        415 => "UnsupportedMediaType",
        422 => "Invalid",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => null,
    };
}
