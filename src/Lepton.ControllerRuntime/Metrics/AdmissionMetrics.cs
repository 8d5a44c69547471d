using System.Diagnostics.Metrics;
using System.Globalization;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The <c>controller_runtime_webhook_*</c> series, by the path of the webhook. The code is the verdict's: 200 for what is admitted.</summary>
internal static class AdmissionMetrics
{
    private static readonly Counter<long> Requests = RuntimeMeter.Meter.CreateCounter<long>(
        "controller_runtime_webhook_requests_total", null, "Total number of admission requests by webhook and code of the verdict");

    private static readonly Histogram<double> Latency = RuntimeMeter.Meter.CreateHistogram<double>(
        "controller_runtime_webhook_latency_seconds", null, "Time in seconds until an admission request was answered");

    internal static void Declare(string webhook)
    {
        MetricSeries.Declare(Latency, RuntimeMeter.Tag("webhook", webhook));
        foreach (var code in new[] { "200", "400", "403", "500" })
            MetricSeries.Declare(Requests, RuntimeMeter.Tag("webhook", webhook), RuntimeMeter.Tag("code", code));
    }

    internal static void Count(string webhook, int code, TimeSpan duration)
    {
        Requests.Add(1, RuntimeMeter.Tag("webhook", webhook), RuntimeMeter.Tag("code", code.ToString(CultureInfo.InvariantCulture)));
        Latency.Record(duration.TotalSeconds, RuntimeMeter.Tag("webhook", webhook));
    }
}
