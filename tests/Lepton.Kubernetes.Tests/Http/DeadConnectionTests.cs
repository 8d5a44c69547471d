using System.Collections.Concurrent;
using System.Net.Security;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Builders;
using Lepton.Testing.Clusters;
using Lepton.Testing.Time;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Connections that stand for us while nobody is at their other end, over real sockets.</summary>
public sealed class DeadConnectionTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    [Trait("Rule", "HTTP/http2-ping-after-30-s-dead-15-s-later")]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public async Task A_dead_HTTP2_connection_is_found_by_its_pings_and_every_watch_on_it_ends()
    {
        await using var line = _cluster.Proxy(SslApplicationProtocol.Http2);
        // The same with shorter times: what they are by default is asserted elsewhere.
        using var client = _cluster.NewClient(line, new() { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) });
        var opened = 0;
        var watches = Enumerable.Range(0, 3).Select(_ => ReadToEndAsync(client, () => Interlocked.Increment(ref opened))).ToList();
        await Eventually.TrueAsync(() => opened == 3);
        Assert.Equal(1, line.Accepted);
        line.HalfOpenAll();

        await Eventually.EndAsync(Task.WhenAll(watches));
        await client.Resource<V1ConfigMap>().CreateAsync(Build.ConfigMap("after"));
        Assert.Equal(2, line.Accepted);
    }

    [Fact]
    [Trait("Rule", "HTTP/cancellation-ends-a-blocked-read")]
    public async Task Cancellation_ends_a_watch_whose_connection_is_dead()
    {
        await using var line = _cluster.Proxy(SslApplicationProtocol.Http11);
        using var client = _cluster.NewClient(line);
        using var stop = new CancellationTokenSource();
        var opened = new TaskCompletionSource();
        var watch = ReadToEndAsync(client, opened.SetResult, cancellationToken: stop.Token);
        await Eventually.EndAsync(opened.Task);
        line.HalfOpenAll();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndAsync(watch));
    }

    [Fact]
    public async Task A_graceful_GOAWAY_lets_the_watch_go_on_and_sends_what_is_new_elsewhere()
    {
        await using var line = _cluster.Proxy(SslApplicationProtocol.Http2);
        using var client = _cluster.NewClient(line);
        var (opened, seen) = (new TaskCompletionSource(), new ConcurrentDictionary<string, byte>());
        using var stop = new CancellationTokenSource();
        var watch = ReadToEndAsync(client, opened.SetResult, map => seen[map.Metadata.Name ?? "a bookmark"] = 0, stop.Token);
        await Eventually.EndAsync(opened.Task);
        Assert.Equal(1, await line.GoAwayAsync(close: false));
        // What is sent before the client has read the frame still goes over the connection that goes away, and is answered there.
        var created = 0;
        while (line.Accepted < 2 && created < 200)
            await client.Resource<V1ConfigMap>().CreateAsync(Build.ConfigMap($"new-{created++}"));
        await Eventually.TrueAsync(() => Enumerable.Range(0, created).All(i => seen.ContainsKey($"new-{i}")));

        Assert.Equal(2, line.Accepted);
        Assert.False(watch.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndAsync(watch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Rule", "HTTP/reset-retries-reads-after-1-s")]
    public async Task A_list_that_is_cut_in_the_middle_is_read_again(bool reset)
    {
        for (var i = 0; i < 50; i++)
            await _cluster.Client.Resource<V1ConfigMap>().CreateAsync(Build.ConfigMap($"m{i}", data: ("v", Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(5_000)))));
        await using var line = _cluster.Proxy(SslApplicationProtocol.Http11);
        using var client = _cluster.NewClient(line, new() { Time = new AcceleratedTimeProvider(20) });
        await client.RequestAsync(HttpMethod.Get, "/readyz");
        if (reset)
            line.Slow = true;
        else
            line.TruncateNext();
        var list = client.Resource<V1ConfigMap>().ListAllAsync("default", new ListOptions { LabelSelector = "!none" });
        if (reset)
        {
            // Half a megabyte, byte by byte: it is under way.
            await Task.Delay(50);
            line.ResetAll();
            line.Slow = false;
        }

        Assert.True((await Eventually.ResultAsync(list)).Items.Count >= 50);
        Assert.Equal(2, line.Accepted);
    }

    private static async Task ReadToEndAsync(KubernetesClient client, Action opened, Action<V1ConfigMap>? seen = null, CancellationToken cancellationToken = default)
    {
        await foreach (var change in client.Resource<V1ConfigMap>().WatchAsync("default", new WatchOptions { Opened = opened }, cancellationToken))
            seen?.Invoke(change.Object!);
    }
}
