using System.Diagnostics;
using System.Globalization;

namespace Lepton.Kubernetes.Http;

/// <summary>
/// A span for each request that is made within a span of the caller's, from source <see cref="SourceName"/>: what a reconcile asked of which server. Watches and probes that belong to
/// nothing make none. Attributes follow OpenTelemetry's conventions for HTTP; no query, header or body is among them, and servers are told nothing of traces.
/// </summary>
public static class ClientTraces
{
    public const string SourceName = "Lepton.Kubernetes";

    private static readonly ActivitySource Source = new(SourceName);

    internal static Activity? Start(HttpMethod method, string path, string host)
    {
        if (Activity.Current is null || Source.StartActivity(method.Method, ActivityKind.Client) is not { } span)
            return null;
        var end = path.IndexOf('?', StringComparison.Ordinal);
        return span.SetTag("http.request.method", method.Method).SetTag("url.path", end < 0 ? path : path[..end]).SetTag("server.address", host);
    }

    /// <param name="status">Null when no answer came.</param>
    internal static void End(Activity? span, int? status)
    {
        if (span is null)
            return;
        if (status is { } code)
            span.SetTag("http.response.status_code", code);
        if (status is null or >= 400)
            span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", status?.ToString(CultureInfo.InvariantCulture) ?? "no answer");
        span.Dispose();
    }
}
