using System.Collections.Concurrent;
using System.Diagnostics;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

public class ClientTracesTests
{
    [Fact]
    public async Task ARequestWithinASpanIsPartOfItAndOneWithinNoneIsNothing()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name == ClientTraces.SourceName, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(listener);
        var told = new ConcurrentQueue<string>();
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            foreach (var header in c.Request.Headers.Keys)
                told.Enqueue(header.ToLowerInvariant());
            return c.Request.Path == "/no" ? c.StatusAsync(404, "NotFound") : c.TextAsync("ok");
        });
        var host = new Uri(server.Url).Authority;
        using var client = server.Client();
        await client.RequestAsync(HttpMethod.Get, "/alone");
        ActivityTraceId trace;
        using (var around = new Activity("around").Start())
        {
            trace = around.TraceId;
            await client.RequestAsync(HttpMethod.Get, "/yes?labelSelector=team%3Dsecret");
            await Assert.ThrowsAsync<KubernetesApiException>(() => client.RequestAsync(HttpMethod.Delete, "/no"));
            Assert.Same(around, Activity.Current);
        }

        var ours = spans.Where(s => (string?)s.GetTagItem("server.address") == host).ToList();
        Assert.Equal(["GET /yes 200 Unset", "DELETE /no 404 Error"], ours.Select(s => $"{s.OperationName} {s.GetTagItem("url.path")} {s.GetTagItem("http.response.status_code")} {s.Status}"));
        Assert.All(ours, s => Assert.Equal(trace, s.TraceId));
        Assert.All(ours, s => Assert.DoesNotContain("secret", string.Join(' ', s.TagObjects.Select(t => $"{t.Value}")), StringComparison.Ordinal));
        // Servers are told nothing of traces.
        Assert.DoesNotContain("traceparent", told);
    }
}
