using System.IO.Compression;
using System.Text;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

public class CompressionTests
{
    [Fact]
    [Trait("Rule", "HTTP/gzip-unless-disabled")]
    public async Task CompressedAnswersAndErrorsAreRead()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            var failed = c.Request.Path.Value!.EndsWith("missing", StringComparison.Ordinal);
            c.Response.StatusCode = failed ? 404 : 200;
            c.Response.ContentType = "application/json";
            c.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(c.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(Encoding.UTF8.GetBytes(failed ? """{"kind":"Status","reason":"NotFound","code":404}""" : Servers.ConfigMap("a")));
        });
        using var client = server.Client();
        Assert.Equal("a", (await client.Resource<V1ConfigMap>().GetAsync("a", "n")).Metadata.Name);
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1ConfigMap>().GetAsync("missing", "n"));
        Assert.Equal("NotFound", e.Status.Reason);
    }

    [Fact]
    public async Task TheSizeLimitCountsWhatComesOutOfTheCompression()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            c.Response.ContentType = "application/json";
            c.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(c.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(new byte[20 << 20]);
        });
        using var client = server.Client(new KubernetesClientOptions { MaxObjectBytes = 10 << 20 });
        await Assert.ThrowsAsync<KubernetesResponseException>(() => client.Resource<V1ConfigMap>().GetAsync("a", "n"));
    }
}
