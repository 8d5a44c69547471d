using System.Net;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Tests.Http;
using Lepton.Testing.Http;
using Lepton.Testing.Time;
using Microsoft.AspNetCore.Http;

namespace Lepton.Kubernetes.Tests.Watch;

public class WatchTests
{
    [Fact]
    public async Task EventsArriveInOrderUntilTheServerCloses()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a", "1"));
            await c.EventAsync("MODIFIED", Servers.ConfigMap("a", "2"));
            await c.EventAsync("DELETED", Servers.ConfigMap("a", "3"));
            await c.EventAsync("BOOKMARK", """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}""");
        });
        using var client = server.Client();
        var seen = await AllAsync(client.Resource<V1ConfigMap>().WatchAsync("default"));
        Assert.Equal([WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted, WatchEventType.Bookmark], seen.Select(e => e.Type));
        Assert.Equal(["1", "2", "3", "9"], seen.Select(e => e.Object.Metadata.ResourceVersion));
        Assert.Equal("true", seen[3].Object.Metadata.Annotations!["k8s.io/initial-events-end"]);
    }

    [Fact]
    public async Task TheRequestSaysWhatIsWatchedAndFromWhere()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.BeginWatchAsync());
        using var client = server.Client();
        var pods = client.Resource<V1Pod>();
        await AllAsync(pods.WatchAsync("ns", new WatchOptions { ResourceVersion = "7", LabelSelector = "a=b", FieldSelector = "spec.nodeName=n", Timeout = TimeSpan.FromSeconds(330.2) }));
        await AllAsync(pods.WatchAsync(null, new WatchOptions { SendInitialEvents = true, MetadataOnly = true }));
        await AllAsync(pods.WatchAsync(null, new WatchOptions { AllowWatchBookmarks = false }));
        Assert.Equal("/api/v1/namespaces/ns/pods?watch=true&labelSelector=a%3Db&fieldSelector=spec.nodeName%3Dn&resourceVersion=7&allowWatchBookmarks=true&timeoutSeconds=331", server.Requests[0].PathAndQuery);
        Assert.Equal("/api/v1/pods?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", server.Requests[1].PathAndQuery);
        Assert.StartsWith("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", server.Requests[1].Header("Accept"), StringComparison.Ordinal);
        Assert.Equal("/api/v1/pods?watch=true", server.Requests[2].PathAndQuery);
    }

    [Fact]
    public async Task AnErrorEventIsThrownWithItsStatus()
    {
        // As a real kube-apiserver 1.36 sends it.
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await c.EventAsync("ERROR", """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: 100 (700)","reason":"Expired","code":410}""");
            await c.HoldAsync();
        });
        using var client = server.Client();
        await using var events = client.Resource<V1ConfigMap>().WatchAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var e = await Assert.ThrowsAsync<KubernetesApiException>(async () => await events.MoveNextAsync());
        Assert.True(e.IsExpired);
        Assert.Equal((HttpStatusCode.Gone, "too old resource version: 100 (700)", "GET /api/v1/configmaps"), (e.HttpStatus, e.Message, e.Request));
    }

    [Fact]
    public async Task ARefusedWatchIsThrownToo()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.StatusAsync(403, "Forbidden"));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => AllAsync(client.Resource<V1ConfigMap>().WatchAsync()));
        Assert.True(e.IsForbidden);
    }

    [Fact]
    [Trait("Rule", "HTTP/cancellation-ends-a-blocked-read")]
    public async Task CancellationEndsABlockedReadAndTheServerNotices()
    {
        var left = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await c.HoldAsync();
            left.SetResult();
        });
        using var client = server.Client();
        using var cancel = new CancellationTokenSource();
        await using var events = client.Resource<V1ConfigMap>().WatchAsync(cancellationToken: cancel.Token).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndAsync(next));
        await Eventually.EndAsync(left.Task);
    }

    [Fact]
    public async Task LeavingTheLoopEndsTheRequest()
    {
        var left = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await c.HoldAsync();
            left.SetResult();
        });
        using var client = server.Client();
        await foreach (var _ in client.Resource<V1ConfigMap>().WatchAsync())
            break;
        await Eventually.EndAsync(left.Task);
    }

    [Fact]
    [Trait("Rule", "HTTP/no-overall-time-out-on-a-watch")]
    public async Task AnOpenWatchOutlivesTheRequestTimeOut()
    {
        var time = new FakeTimeProvider();
        var go = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await go.Task;
            await c.EventAsync("ADDED", Servers.ConfigMap("b"));
        });
        using var client = server.Client(new KubernetesClientOptions { Time = time });
        await using var events = client.Resource<V1ConfigMap>().WatchAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromHours(3));
        go.SetResult();
        Assert.True(await Eventually.ResultAsync(next));
        Assert.Equal("b", events.Current.Object.Metadata.Name);
    }

    [Fact]
    [Trait("Rule", "Complaints/watches-never-hang")]
    public async Task AServerThatForgetsItsOwnTimeOutIsLeft()
    {
        var time = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", Servers.ConfigMap("a"));
            await c.HoldAsync();
        });
        using var client = server.Client(new KubernetesClientOptions { Time = time });
        await using var events = client.Resource<V1ConfigMap>().WatchAsync(null, new WatchOptions { Timeout = TimeSpan.FromMinutes(5) }).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await Eventually.ResultAsync(next));
    }

    [Fact]
    public async Task ABrokenConnectionIsAnEndLikeAnyOther()
    {
        foreach (var end in new[] { RawEnd.Close, RawEnd.Reset })
        {
            var text = RawAnswer.WatchText($$"""{"type":"ADDED","object":{{Servers.ConfigMap("a")}}}""") + "400\r\n{\"type\":\"MODI";
            using var server = RawServer.Start(new RawAnswer(text, end));
            using var client = new KubernetesClient(new() { Host = server.Url });
            var seen = await Eventually.ResultAsync(AllAsync(client.Resource<V1ConfigMap>().WatchAsync()));
            Assert.True(seen.Count <= 1);
            Assert.All(seen, e => Assert.Equal("a", e.Object.Metadata.Name));
        }
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"object":{}}""")]
    [InlineData("""{"type":"EXPLODED","object":{}}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("""{"type":"ADDED","object":{"data":7}}""")]
    [InlineData("[]")]
    public async Task ALineThatIsNoEventIsAnError(string line)
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.Response.WriteAsync(line + "\n");
        });
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesResponseException>(() => AllAsync(client.Resource<V1ConfigMap>().WatchAsync()));
        Assert.StartsWith("GET /api/v1/configmaps: an event cannot be read as V1ConfigMap", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinesOfAnySizeCutAnywhereAreEvents()
    {
        var big = $$"""{"type":"ADDED","object":{"metadata":{"name":"big"},"data":{"k":"{{new string('ä', 300_000)}}"} } }""";
        var swapped = """{ "object":{"metadata":{"name":"swapped"}}, "more":[{"type":"DELETED"}], "type":"MODIFIED" }""";
        var text = System.Text.Encoding.UTF8.GetBytes($"{big}\n\r\n \n{swapped}\r\n");
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            for (var at = 0; at < text.Length; at += 7919)
            {
                await c.Response.Body.WriteAsync(text.AsMemory(at, Math.Min(7919, text.Length - at)));
                await c.Response.Body.FlushAsync();
            }
        });
        using var client = server.Client();
        var seen = await AllAsync(client.Resource<V1ConfigMap>().WatchAsync());
        Assert.Equal(["Added big", "Modified swapped"], seen.Select(e => $"{e.Type} {e.Object.Metadata.Name}"));
        Assert.Equal(300_000, seen[0].Object.Data!["k"].Length);
        Assert.Equal("ConfigMap", seen[1].Object.Kind);
    }

    [Fact]
    public async Task AnEventLargerThanTheLimitIsAnError()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            while (!c.RequestAborted.IsCancellationRequested)
                await c.Response.WriteAsync(new string('x', 65536), c.RequestAborted);
        });
        using var client = server.Client(new KubernetesClientOptions { MaxObjectBytes = 1 << 20 });
        var e = await Assert.ThrowsAsync<KubernetesResponseException>(() => AllAsync(client.Resource<V1ConfigMap>().WatchAsync()));
        Assert.Contains("larger than 1048576 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnstructuredObjectsAreWatchedToo()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            await c.BeginWatchAsync();
            await c.EventAsync("ADDED", """{"apiVersion":"x.io/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":3}}""");
        });
        using var client = server.Client();
        var change = Assert.Single(await AllAsync(client.Resource(new ResourceDefinition("x.io", "v1", "Widget", "widgets", true)).WatchAsync()));
        Assert.Equal((3, "w"), ((int)change.Object.Json["spec"]!["size"]!, change.Object.Metadata.Name));
    }

    private static async Task<List<WatchEvent<T>>> AllAsync<T>(IAsyncEnumerable<WatchEvent<T>> watch)
    {
        var all = new List<WatchEvent<T>>();
        await foreach (var change in watch)
            all.Add(change);
        return all;
    }
}
