using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Bad input "responses over 100 MB", at the limits as they are.</summary>
public class HugeAnswerTests
{
    [Fact]
    public async Task AnObjectOfMoreThan100MiBIsRefusedByItsSizeAndTheClientGoesOn()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.Request.Path.Value!.EndsWith("/huge", StringComparison.Ordinal) ? HugeAsync(c) : c.JsonAsync(Servers.ConfigMap("a")));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesResponseException>(() => client.Resource<V1ConfigMap>().GetAsync("huge", "default"));

        Assert.Equal("GET /api/v1/namespaces/default/configmaps/huge: the answer is larger than 104857600 bytes, the most that is accepted", e.Message);
        Assert.Equal("a", (await client.Resource<V1ConfigMap>().GetAsync("a", "default")).Metadata.Name);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task AListOfMoreThan100MiBIsReadAsClustersHaveThem()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            c.Response.ContentType = "application/json";
            await c.Response.WriteAsync("""{"kind":"ConfigMapList","metadata":{"resourceVersion":"7"},"items":[""");
            for (var i = 0; i < 110; i++)
                await c.Response.WriteAsync($$$"""{{{(i == 0 ? "" : ",")}}}{"metadata":{"name":"m{{{i}}}"},"data":{"v":"{{{new string('x', 1 << 20)}}}"}}""");
            await c.Response.WriteAsync("]}");
        });
        using var client = server.Client();
        var names = 0;
        foreach (var map in (await client.Resource<V1ConfigMap>().ListAsync()).Items)
            names += map.Data!["v"].Length == 1 << 20 ? 1 : 0;

        Assert.Equal(110, names);
    }

    private static async Task HugeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        // White space is JSON too, and none of it has to be kept.
        var space = new byte[1 << 20];
        Array.Fill(space, (byte)' ');
        for (var i = 0; i < 101 && !context.RequestAborted.IsCancellationRequested; i++)
            await context.Response.Body.WriteAsync(space, context.RequestAborted);
    }
}
