using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Tests.Http;
using Lepton.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Lepton.Kubernetes.Tests.Discovery;

/// <summary>Rule "aggregated discovery first; reload on no-match".</summary>
public class DiscoveryTests
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private const string Core = """{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{},"versions":[{"version":"v1","resources":[{"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},"scope":"Namespaced","singularResource":"pod","verbs":["get"],"subresources":[{"subresource":"eviction","responseKind":{"group":"policy","version":"v1","kind":"Eviction"},"verbs":["create"]}]},{"resource":"nodes","responseKind":{"group":"","version":"v1","kind":"Node"},"scope":"Cluster","singularResource":"node","verbs":["get"]}],"freshness":"Current"}]}]}""";

    private const string Apps = """{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1","resources":[{"resource":"deployments","responseKind":{"group":"apps","version":"v1","kind":"Deployment"},"scope":"Namespaced","verbs":["get"]}]}]}WIDGETS]}""";

    private const string Widgets = """,{"metadata":{"name":"x.io"},"versions":[{"version":"v2","resources":[{"resource":"widgets","responseKind":{"group":"x.io","version":"v2","kind":"Widget"},"scope":"Namespaced","verbs":["get"]}]}]}""";

    [Fact]
    [Trait("Rule", "HTTP/aggregated-discovery-first")]
    public async Task AggregatedDiscoveryIsOneDocumentEachAndKept()
    {
        await using var server = await ScriptedServer.StartAsync(c => AggregatedAsync(c, ""));
        using var client = server.Client();
        Assert.Equal(new ResourceDefinition("", "v1", "Pod", "pods", true), await client.FindResourceAsync("v1", "Pod"));
        Assert.Equal(new ResourceDefinition("", "v1", "Node", "nodes", false), await client.FindResourceAsync("v1", "Node"));
        Assert.Equal(new ResourceDefinition("apps", "v1", "Deployment", "deployments", true), await client.FindResourceAsync("apps/v1", "Deployment"));
        Assert.Equal(["/api", "/apis"], server.Requests.Select(r => r.Path).Order());
        Assert.All(server.Requests, r => Assert.StartsWith(AggregatedType, r.Header("Accept"), StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "HTTP/reload-on-no-match")]
    public async Task WhatIsUnknownIsLookedForOnceMore()
    {
        var installed = "";
        await using var server = await ScriptedServer.StartAsync(c => AggregatedAsync(c, installed));
        using var client = server.Client();
        Assert.Null(await client.FindResourceAsync("x.io/v2", "Widget"));
        Assert.Null(await client.FindResourceAsync("v1", "Eviction"));
        installed = Widgets;
        Assert.Equal("widgets", (await client.FindResourceAsync("x.io/v2", "Widget"))!.Plural);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task ManyLookupsAtOnceLoadOnce()
    {
        await using var server = await ScriptedServer.StartAsync(c => AggregatedAsync(c, ""));
        using var client = server.Client();
        var found = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.FindResourceAsync("v1", "Pod")));
        Assert.All(found, Assert.NotNull);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    [Trait("Rule", "HTTP/aggregated-discovery-first")]
    public async Task OlderServersAreAskedGroupByGroupAndABrokenGroupHidesNoOther()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.Request.Path.Value switch
        {
            "/api" => c.JsonAsync("""{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]}"""),
            "/apis" => c.JsonAsync("""{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}]},{"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}]}]}"""),
            "/api/v1" => c.JsonAsync("""{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get"]},{"name":"pods/eviction","namespaced":true,"group":"policy","version":"v1","kind":"Eviction","verbs":["create"]}]}"""),
            "/apis/apps/v1" => c.JsonAsync("""{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"apps/v1","resources":[{"name":"deployments","namespaced":true,"kind":"Deployment","verbs":["get"]},{"name":"deployments/scale","namespaced":true,"kind":"Scale","verbs":["get"]}]}"""),
            _ => c.TextAsync("service unavailable\n", 503),
        });
        using var client = server.Client();
        Assert.Equal(new ResourceDefinition("apps", "v1", "Deployment", "deployments", true), await client.FindResourceAsync("apps/v1", "Deployment"));
        Assert.Equal(new ResourceDefinition("", "v1", "Pod", "pods", true), await client.FindResourceAsync("v1", "Pod"));
        Assert.Null(await client.FindResourceAsync("metrics.k8s.io/v1beta1", "PodMetrics"));
    }

    [Fact]
    public async Task AServerThatRefusesIsNoServerWithoutTheKind()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.StatusAsync(403, "Forbidden"));
        using var client = server.Client();
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => client.FindResourceAsync("v1", "Pod"))).IsForbidden);
    }

    private static Task AggregatedAsync(HttpContext context, string widgets)
    {
        context.Response.ContentType = AggregatedType;
        return context.Response.WriteAsync(context.Request.Path == "/api" ? Core : Apps.Replace("WIDGETS", widgets, StringComparison.Ordinal));
    }
}
