using System.Net;
using System.Net.Sockets;
using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.ControllerRuntime.Serving;

namespace Lepton.ControllerRuntime.Tests.Serving;

public sealed class RuntimeServerTests : IAsyncLifetime
{
    private readonly PrometheusExporter _exporter = new();
    private readonly HealthChecks _checks = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly RuntimeServer _server;
    private Task _running = Task.CompletedTask;

    public RuntimeServerTests() => _server = new(BindAddress.Parse("127.0.0.1:0"), routes => routes.MapMetrics(_exporter).MapHealth(_checks));

    public async Task InitializeAsync()
    {
        _running = _server.RunAsync(_stop.Token);
        await Eventually.EndAsync(_server.WaitForReadyAsync(default));
        _http.BaseAddress = new(_server.Addresses.Single());
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.EndAsync(_running);
        _http.Dispose();
        _exporter.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/readyz/ping")]
    public async Task A_healthy_process_says_ok(string path) => Assert.Equal((HttpStatusCode.OK, "ok"), await GetAsync(path));

    [Fact]
    public async Task A_failing_check_is_named_with_its_reason_and_only_where_it_counts()
    {
        string? missing = "hub/leptonmodels has not synced";
        _checks.AddReadiness("informers", _ => new(missing));
        var (status, text) = await GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal("[-]informers failed: hub/leptonmodels has not synced\n[+]ping ok\nreadyz check failed\n", text);
        Assert.Equal((HttpStatusCode.OK, "ok"), await GetAsync("/livez"));
        Assert.Equal((HttpStatusCode.OK, "ok"), await GetAsync("/readyz/ping"));
        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync("/readyz/informers")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/readyz?exclude=informers")).Status);

        missing = null;
        Assert.Equal((HttpStatusCode.OK, "[+]informers ok\n[+]ping ok\nreadyz check passed\n"), await GetAsync("/readyz?verbose"));
    }

    [Fact]
    public async Task A_check_that_throws_has_failed()
    {
        _checks.AddLiveness("loop", _ => throw new InvalidOperationException("stuck"));

        Assert.Equal((HttpStatusCode.InternalServerError, "[-]loop failed: stuck\n[+]ping ok\nlivez check failed\n"), await GetAsync("/healthz"));
    }

    [Fact]
    public async Task An_unknown_check_is_not_found() => Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/readyz/nosuch")).Status);

    [Fact]
    public async Task Metrics_come_in_the_format_asked_for()
    {
        using var plain = await _http.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", plain.Content.Headers.ContentType!.ToString());
        Assert.Contains("# TYPE process_cpu_seconds_total counter\n", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3");
        using var open = await _http.SendAsync(request);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", open.Content.Headers.ContentType!.ToString());
        Assert.EndsWith("# EOF\n", await open.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_an_error_that_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;
        var server = new RuntimeServer(BindAddress.Parse(address), _ => { });

        var error = await Assert.ThrowsAsync<IOException>(() => Eventually.EndAsync(server.RunAsync(default)));
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => server.WaitForReadyAsync(default));
    }

    [Fact]
    public async Task A_disabled_server_listens_nowhere()
    {
        var server = new RuntimeServer(BindAddress.Disabled, _ => { });
        await Eventually.EndAsync(server.RunAsync(default));
        await Eventually.EndAsync(server.WaitForReadyAsync(default));

        Assert.Empty(server.Addresses);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
