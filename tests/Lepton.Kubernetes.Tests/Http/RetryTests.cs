using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;
using Lepton.Testing.Time;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rules "HTTP": when a request is sent again, and when not.</summary>
public class RetryTests
{
    private readonly FakeTimeProvider _time = new();

    private KubernetesClientOptions Options => new() { Time = _time };

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    [Trait("Rule", "HTTP/retry-only-with-retry-after")]
    [Trait("Rule", "HTTP/body-rebuilt-each-time")]
    public async Task AnyVerbIsSentAgainWhenTheServerSaysWhen(int code)
    {
        var asked = 0;
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            if (Interlocked.Increment(ref asked) > 2)
                return c.JsonAsync(Servers.ConfigMap("a"));
            c.Response.Headers.RetryAfter = "7";
            return c.StatusAsync(code, "TooManyRequests");
        });
        using var client = server.Client(Options);
        var map = new V1ConfigMap { Metadata = { Name = "a", Namespace = "default" }, Data = new() { ["k"] = "v" } };

        var create = client.Resource<V1ConfigMap>().CreateAsync(map);
        await WaitedAsync(create, TimeSpan.FromSeconds(7));
        await WaitedAsync(create, TimeSpan.FromSeconds(7));

        Assert.Equal("a", (await Eventually.ResultAsync(create)).Metadata.Name);
        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Body).Distinct());
        Assert.Contains("\"k\":\"v\"", server.Requests[2].Body, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(14), _time.Elapsed);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [Trait("Rule", "HTTP/retry-only-with-retry-after")]
    public async Task WithoutRetryAfterNothingIsSentAgain(int code)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.StatusAsync(code, "X"));
        using var client = server.Client(Options);
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => Eventually.EndAsync(client.Resource<V1ConfigMap>().GetAsync("a", "n")));
        Assert.Equal(code, (int)e.HttpStatus);
        Assert.Single(server.Requests);
    }

    [Fact]
    [Trait("Rule", "HTTP/retry-only-with-retry-after")]
    public async Task OtherCodesAreNotSentAgainWhateverTheySay()
    {
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            c.Response.Headers.RetryAfter = "1";
            return c.StatusAsync(409, "Conflict");
        });
        using var client = server.Client(Options);
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => Eventually.EndAsync(client.Resource<V1ConfigMap>().GetAsync("a", "n")));
        Assert.Equal(TimeSpan.FromSeconds(1), e.RetryAfter);
        Assert.Single(server.Requests);
    }

    [Fact]
    [Trait("Rule", "HTTP/at-most-10-retries")]
    public async Task AfterTenRetriesTheAnswerCounts()
    {
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            c.Response.Headers.RetryAfter = "0";
            return c.StatusAsync(429, "TooManyRequests", "slow down");
        });
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => Eventually.EndAsync(client.Resource<V1ConfigMap>().GetAsync("a", "n")));
        Assert.True(e.IsTooManyRequests);
        Assert.Equal("slow down", e.Message);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task RetryAfterMayBeADate()
    {
        var asked = 0;
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            if (Interlocked.Increment(ref asked) > 1)
                return c.JsonAsync(Servers.ConfigMap("a"));
            c.Response.Headers.RetryAfter = _time.GetUtcNow().AddSeconds(20).ToString("R");
            return c.StatusAsync(503, "ServiceUnavailable");
        });
        using var client = server.Client(Options);
        var get = client.Resource<V1ConfigMap>().GetAsync("a", "default");
        await WaitedAsync(get, TimeSpan.FromSeconds(20));
        Assert.Equal("a", (await Eventually.ResultAsync(get)).Metadata.Name);
    }

    [Fact]
    [Trait("Rule", "HTTP/reset-retries-reads-after-1-s")]
    public async Task AReadWhoseConnectionIsResetIsSentAgainAfterASecond()
    {
        using var server = RawServer.Start(RawAnswer.Reset, RawAnswer.Close, RawAnswer.Json(Servers.ConfigMap("a")));
        using var client = new KubernetesClient(new() { Host = server.Url }, Options);
        var get = client.Resource<V1ConfigMap>().GetAsync("a", "default");
        await WaitedAsync(get, TimeSpan.FromSeconds(1));
        await WaitedAsync(get, TimeSpan.FromSeconds(1));
        Assert.Equal("a", (await Eventually.ResultAsync(get)).Metadata.Name);
    }

    [Fact]
    [Trait("Rule", "HTTP/reset-retries-reads-after-1-s")]
    public async Task AReadWhoseAnswerBreaksOffIsSentAgain()
    {
        using var server = RawServer.Start(RawAnswer.Truncated(Servers.ConfigMap("a")), RawAnswer.TruncatedThenReset(Servers.ConfigMap("a")), RawAnswer.Json(Servers.ConfigMap("a")));
        using var client = new KubernetesClient(new() { Host = server.Url }, Options);
        var get = client.Resource<V1ConfigMap>().GetAsync("a", "default");
        await WaitedAsync(get, TimeSpan.FromSeconds(1));
        await WaitedAsync(get, TimeSpan.FromSeconds(1));
        Assert.Equal("a", (await Eventually.ResultAsync(get)).Metadata.Name);
    }

    [Fact]
    [Trait("Rule", "HTTP/reset-retries-reads-after-1-s")]
    public async Task AWriteWhoseConnectionIsResetIsNotSentAgain()
    {
        using var server = RawServer.Start(RawAnswer.Reset, RawAnswer.Json(Servers.ConfigMap("a")));
        using var client = new KubernetesClient(new() { Host = server.Url }, Options);
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => Eventually.EndAsync(client.Resource<V1ConfigMap>().CreateAsync(new V1ConfigMap { Metadata = { Name = "a", Namespace = "default" } })));
        Assert.StartsWith("POST /api/v1/namespaces/default/configmaps at 127.0.0.1:", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task ARefusedConnectionIsReportedAtOnce()
    {
        string url;
        using (var server = RawServer.Start())
            url = server.Url;
        using var client = new KubernetesClient(new() { Host = url }, Options);
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => Eventually.EndAsync(client.Resource<V1ConfigMap>().GetAsync("a", "n")));
        Assert.Equal(HttpRequestError.ConnectionError, e.HttpRequestError);
        Assert.Contains("refused", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Trait("Rule", "HTTP/opening-a-watch-retries-eof-and-time-out")]
    public async Task OpeningAWatchIsTriedAgainAfterEofAndTimeOut()
    {
        using var server = RawServer.Start(RawAnswer.Close, RawAnswer.Silence, RawAnswer.Watch($$"""{"type":"ADDED","object":{{Servers.ConfigMap("a")}}}"""));
        using var client = new KubernetesClient(new() { Host = server.Url }, Options);
        await using var events = client.Resource<V1ConfigMap>().WatchAsync("default").GetAsyncEnumerator();
        var first = events.MoveNextAsync().AsTask();
        await WaitedAsync(first, TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => server.Accepted == 2);
        await WaitedAsync(first, Options.RequestTimeout);
        await WaitedAsync(first, TimeSpan.FromSeconds(1));
        Assert.True(await Eventually.ResultAsync(first));
        Assert.Equal("a", events.Current.Object.Metadata.Name);
    }

    [Fact]
    public async Task ARequestThatIsNotAnsweredEndsAtTheTimeOut()
    {
        using var server = RawServer.Start(RawAnswer.Silence);
        using var client = new KubernetesClient(new() { Host = server.Url }, Options with { RequestTimeout = TimeSpan.FromSeconds(12) });
        var get = client.Resource<V1ConfigMap>().GetAsync("a", "n");
        await WaitedAsync(get, TimeSpan.FromSeconds(12));
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => Eventually.ResultAsync(get));
        Assert.Contains("no answer within 12 s", e.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(e.InnerException);
    }

    [Fact]
    public async Task CancellationIsNoFaultAndEndsWaiting()
    {
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            c.Response.Headers.RetryAfter = "3600";
            return c.StatusAsync(429, "TooManyRequests");
        });
        using var client = server.Client(Options);
        using var cancel = new CancellationTokenSource();
        var get = client.Resource<V1ConfigMap>().GetAsync("a", "n", cancel.Token);
        await Eventually.TrueAsync(() => _time.NextTimer == TimeSpan.FromHours(1));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.ResultAsync(get));
    }

    /// <summary>Waits until the client waits for that long, then lets it.</summary>
    private async Task WaitedAsync(Task request, TimeSpan wait)
    {
        await Eventually.TrueAsync(() => _time.NextTimer == wait || request.IsCompleted);
        if (request.IsCompleted)
            await request;
        _time.Advance(wait);
    }
}
