using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

public class MetricsTests
{
    [Fact]
    [Trait("Rule", "Reconcile/metric-names")]
    [Trait("Rule", "Reconcile/metrics-at-zero-from-the-start")]
    public async Task EveryAttemptIsCountedByCodeMethodAndHost()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is { Meter.Name: ClientMetrics.MeterName, Name: "rest_client_requests_total" })
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
            seen.Enqueue($"{named["host"]} {named["method"]} {named["code"]} {value}");
        });
        listener.Start();
        await using var server = await ScriptedServer.StartAsync(c => c.Request.Path == "/no" ? c.StatusAsync(404, "NotFound") : c.TextAsync("ok"));
        var host = new Uri(server.Url).Authority;
        using var client = server.Client();

        await client.RequestAsync(HttpMethod.Get, "/yes");
        await Assert.ThrowsAsync<KubernetesApiException>(() => client.RequestAsync(HttpMethod.Delete, "/no"));
        await server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestAsync(HttpMethod.Post, "/gone"));

        // Other tests use the same meter at the same time.
        Assert.Equal([$"{host} GET 200 0", $"{host} GET <error> 0", $"{host} GET 200 1", $"{host} DELETE 404 1", $"{host} POST <error> 1"], seen.Where(s => s.StartsWith(host, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AServerIsGoneWithTheLastClientThatAskedIt()
    {
        var gone = new ConcurrentQueue<string>();
        ClientMetrics.HostGone += gone.Enqueue;
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("ok"));
        var host = new Uri(server.Url).Authority;
        var (one, other) = (server.Client(), server.Client());
        one.Dispose();
        one.Dispose();
        Assert.DoesNotContain(host, gone);
        other.Dispose();
        Assert.Equal([host], gone.Where(h => h == host));
        ClientMetrics.HostGone -= gone.Enqueue;
    }
}
