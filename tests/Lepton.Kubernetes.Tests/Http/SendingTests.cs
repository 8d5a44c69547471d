using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;
using Lepton.Testing.Time;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>The fence of a leader: once <see cref="KubernetesClientOptions.MaySend"/> says no, the server sees nothing more.</summary>
public sealed class SendingTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new();
    private volatile bool _may = true;

    public void Dispose() => _authority.Dispose();

    public static TheoryData<string, HttpProtocols> Ways => new()
    {
        { "http", HttpProtocols.Http1 }, { "https", HttpProtocols.Http1 }, { "https", HttpProtocols.Http1AndHttp2 },
    };

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_request_of_any_verb_is_refused_at_once_and_not_retried(string verb)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("ok"));
        using var client = server.Client(Options(() => _may));
        await client.RequestAsync(HttpMethod.Get, "/before");
        _may = false;

        var refused = await Assert.ThrowsAsync<SendingRefusedException>(() => client.RequestAsync(new HttpMethod(verb), "/after"));

        Assert.Contains($"{verb} /after", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["/before"], server.Requests.Select(r => r.Path));
        // A retry would wait on this clock.
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task It_sends_again_when_it_may_again()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("ok"));
        using var client = server.Client(Options(() => _may));
        _may = false;
        await Assert.ThrowsAsync<SendingRefusedException>(() => client.RequestAsync(HttpMethod.Get, "/1"));
        _may = true;
        await client.RequestAsync(HttpMethod.Get, "/2");
        Assert.Equal(["/2"], server.Requests.Select(r => r.Path));
    }

    /// <summary>Stopped between the first look and the moment the bytes would leave: the second look holds them back.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_queued_when_it_may_no_longer_send_does_not_leave(string scheme, HttpProtocols protocols)
    {
        await using var server = await StartAsync(scheme, protocols, c => c.TextAsync("ok"));
        var looks = int.MinValue;
        using var client = Client(server, () => Interlocked.Increment(ref looks) <= 1);
        await client.RequestAsync(HttpMethod.Get, "/before");
        looks = 0;

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.Resource<V1ConfigMap>().CreateAsync(new V1ConfigMap { Metadata = { Name = "a", Namespace = "default" } }));

        Assert.IsNotType<SendingRefusedException>(failure);
        Assert.Contains("may no longer send", failure.ToString(), StringComparison.Ordinal);
        Assert.True(looks >= 2, $"looked {looks} times");
        Assert.Equal(["/before"], server.Requests.Select(r => r.Path));
    }

    /// <summary>Over HTTP/1.1 reading needs no sending. Over HTTP/2 it does (acknowledged settings, window updates, pings): there the fence ends the watch sooner or later.</summary>
    [Theory]
    [InlineData("http", HttpProtocols.Http1)]
    [InlineData("https", HttpProtocols.Http1)]
    public async Task An_open_watch_goes_on_being_read(string scheme, HttpProtocols protocols)
    {
        var second = new TaskCompletionSource();
        await using var server = await StartAsync(scheme, protocols, async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await second.Task;
            await c.EventAsync("ADDED", Servers.ConfigMap("b"));
            await c.HoldAsync();
        });
        using var client = Client(server, () => _may);
        await using var events = client.Resource<V1ConfigMap>().WatchAsync("default").GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        _may = false;
        second.SetResult();
        Assert.True(await Eventually.ResultAsync(events.MoveNextAsync().AsTask()));
        Assert.Equal("b", events.Current.Object.Metadata.Name);
    }

    private KubernetesClientOptions Options(Func<bool> maySend) => new() { Time = _time, MaySend = maySend };

    private Task<ScriptedServer> StartAsync(string scheme, HttpProtocols protocols, Func<Microsoft.AspNetCore.Http.HttpContext, Task> answer) =>
        ScriptedServer.StartAsync(scheme == "https" ? _authority.Server("127.0.0.1") : null, answer, protocols);

    private KubernetesClient Client(ScriptedServer server, Func<bool> maySend) =>
        server.Client(new KubernetesClientOptions { MaySend = maySend }, c => c.CertificateAuthorityData = _authority.PemBytes);
}
