using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Lists and watches at the bytes a real kube-apiserver 1.36 sent.</summary>
public class RecordedListTests
{
    [Fact]
    [Trait("Rule", "HTTP/continuation-drops-resource-version")]
    public async Task RecordedPagesAreJoinedByTheirTokens()
    {
        var answers = new Queue<RecordedAnswer>([Recorded("page-1"), Recorded("page-2"), Recorded("page-3")]);
        await using var server = await ScriptedServer.StartAsync(c => answers.Dequeue().SendAsync(c));
        using var client = server.Client();
        var all = await client.Resource<V1ConfigMap>().ListAllAsync("w08", new ListOptions { Limit = 3, ResourceVersion = "0" });

        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5", "c6"], all.Items.Select(m => m.Metadata.Name));
        Assert.Equal("398", all.Metadata.ResourceVersion);
        Assert.Equal("?limit=3&resourceVersion=0", server.Requests[0].Query);
        Assert.Equal("?limit=3&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6Mzk4LCJzdGFydCI6Ii9jMlx1MDAwMCJ9", server.Requests[1].Query);
    }

    [Fact]
    [Trait("Rule", "HTTP/410-on-a-later-page-is-one-full-list")]
    public async Task AnExpiredTokenAsRecordedLeadsToOneFullListAlthoughItOffersAnInconsistentOne()
    {
        var answers = new Queue<RecordedAnswer>([Recorded("page-1"), Recorded("page-expired"), Recorded("page-3")]);
        await using var server = await ScriptedServer.StartAsync(c => answers.Dequeue().SendAsync(c));
        using var client = server.Client();
        var all = await client.Resource<V1ConfigMap>().ListAllAsync("w08", new ListOptions { Limit = 3 });

        Assert.Equal(["c6"], all.Items.Select(m => m.Metadata.Name));
        Assert.Equal("", server.Requests[2].Query);
    }

    [Fact]
    [Trait("Rule", "HTTP/errors-carry-the-whole-status")]
    public async Task TooOldAVersionIsAnErrorEventInsideA200()
    {
        await using var server = await ScriptedServer.StartAsync(Recorded("too-old-version").SendAsync);
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(async () =>
        {
            await foreach (var _ in client.Resource<V1ConfigMap>().WatchAsync("w08", new WatchOptions { ResourceVersion = "100" }))
                Assert.Fail("no event was recorded");
        });

        Assert.True(e.IsExpired);
        Assert.Equal("too old resource version: 100 (2707)", e.Message);
    }

    private static RecordedAnswer Recorded(string name) => RecordedAnswer.Load(Path.Combine(AppContext.BaseDirectory, "Assets", "Wire", $"{name}.json"));
}
