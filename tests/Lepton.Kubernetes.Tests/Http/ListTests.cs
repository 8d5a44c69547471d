using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rules "pages of 500; drop resourceVersion on continuation; 410 on a later page → one full list".</summary>
public class ListTests
{
    [Fact]
    [Trait("Rule", "HTTP/pages-of-500")]
    [Trait("Rule", "HTTP/continuation-drops-resource-version")]
    public async Task PagesOf500AreJoined()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(c.Request.Query["continue"].ToString() switch
        {
            "" => Page("7", "one", "a", "b"),
            "one" => Page("7", "two", "c"),
            _ => Page("7", "", "d"),
        }));
        using var client = server.Client();
        var all = await client.Resource<V1Pod>().ListAllAsync("ns", new ListOptions { LabelSelector = "x=y", ResourceVersion = "5", ResourceVersionMatch = "NotOlderThan" });
        Assert.Equal(["a", "b", "c", "d"], all.Items.Select(p => p.Metadata.Name));
        Assert.Equal("7", all.Metadata.ResourceVersion);
        Assert.Equal(
            ["?labelSelector=x%3Dy&limit=500&resourceVersion=5&resourceVersionMatch=NotOlderThan", "?labelSelector=x%3Dy&limit=500&continue=one", "?labelSelector=x%3Dy&limit=500&continue=two"],
            server.Requests.Select(r => r.Query));
    }

    [Fact]
    [Trait("Rule", "HTTP/410-on-a-later-page-is-one-full-list")]
    public async Task AnExpiredLaterPageLeadsToOneFullList()
    {
        await using var server = await ScriptedServer.StartAsync(c => (c.Request.Query["limit"].ToString(), c.Request.Query["continue"].ToString()) switch
        {
            ("500", "") => c.JsonAsync(Page("7", "one", "a")),
            ("500", _) => c.StatusAsync(410, "Expired", "The provided continue parameter is too old"),
            _ => c.JsonAsync(Page("9", "", "a", "b", "c")),
        });
        using var client = server.Client();
        var all = await client.Resource<V1Pod>().ListAllAsync(null, new ListOptions { ResourceVersion = "0" });
        Assert.Equal(["a", "b", "c"], all.Items.Select(p => p.Metadata.Name));
        Assert.Equal("9", all.Metadata.ResourceVersion);
        Assert.Equal("?resourceVersion=0", server.Requests[^1].Query);
    }

    [Fact]
    public async Task AnExpiredFirstPageIsTheCallersAffair()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.StatusAsync(410, "Expired"));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1Pod>().ListAllAsync());
        Assert.True(e.IsExpired);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task MetadataOnlyObjectsHaveTheirRealKind()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"3"},"items":[{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"d"}}]}"""));
        using var client = server.Client();
        var typed = await client.Resource<V1Deployment>().ListAsync(null, new ListOptions { MetadataOnly = true });
        var untyped = await client.Resource(ResourceDefinition.Of<V1Deployment>()).ListAsync(null, new ListOptions { MetadataOnly = true });
        Assert.Equal("apps/v1 Deployment d", $"{typed.Items[0].ApiVersion} {typed.Items[0].Kind} {typed.Items[0].Metadata.Name}");
        Assert.Equal("apps/v1 Deployment d", $"{untyped.Items[0].ApiVersion} {untyped.Items[0].Kind} {untyped.Items[0].Metadata.Name}");
    }

    [Theory]
    [InlineData("""{"metadata":null,"items":null}""")]
    [InlineData("{}")]
    public async Task EmptyListsInAnySpellingAreEmpty(string body)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(body));
        using var client = server.Client();
        var list = await client.Resource<V1Pod>().ListAllAsync();
        Assert.Empty(list.Items);
        Assert.Null(list.Metadata.ResourceVersion);
    }

    private static string Page(string version, string token, params string[] names) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","continue":"{{token}}"},"items":[{{string.Join(',', names.Select(n => $$$"""{"metadata":{"name":"{{{n}}}"}}"""))}}]}""";
}
