using System.Diagnostics.Metrics;
using System.Globalization;

namespace Lepton.Kubernetes.Http;

/// <summary>The figures client-go reports, under the same names. Listen to the meter <see cref="MeterName"/>.</summary>
public static class ClientMetrics
{
    public const string MeterName = "Lepton.Kubernetes";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Dictionary<string, int> Hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raised when the last client of a server is disposed: series with that <c>host</c> tell of nothing any more.</summary>
    public static event Action<string>? HostGone;

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("rest_client_requests_total", "{request}", "HTTP requests to API servers by status code, method and host; code is <error> when no answer came.");

    private static readonly Histogram<double> Durations =
        Meter.CreateHistogram<double>("rest_client_request_duration_seconds", "s", "Time until the headers of an answer came, by method and host.");

    /// <summary>Makes the instruments exist, for those who list names before anything was sent.</summary>
    public static bool Register() => Requests.Enabled;

    /// <summary>A server that will be asked: answers and failures stand at zero from now on, for a rate over a series that begins with its first error misses that error.</summary>
    internal static void Declare(string host)
    {
        lock (Hosts)
            Hosts[host] = Hosts.GetValueOrDefault(host) + 1;
        foreach (var code in new[] { "200", "<error>" })
            Requests.Add(0, new("code", code), new("method", "GET"), new("host", host));
    }

    /// <summary>A client that will ask no more.</summary>
    internal static void Release(string host)
    {
        lock (Hosts)
        {
            if (Hosts.GetValueOrDefault(host) > 1)
            {
                Hosts[host]--;
                return;
            }

            Hosts.Remove(host);
        }

        HostGone?.Invoke(host);
    }

    internal static void Count(HttpMethod method, string host, int? status, TimeSpan duration)
    {
        var code = status?.ToString(CultureInfo.InvariantCulture) ?? "<error>";
        Requests.Add(1, new("code", code), new("method", method.Method), new("host", host));
        Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("method", method.Method), new KeyValuePair<string, object?>("host", host));
    }
}
