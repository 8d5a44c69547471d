using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;

namespace Lepton.Kubernetes.Tests.Http;

public class ImpersonationTests
{
    [Fact]
    public async Task ItTravelsInHeadersAndSeveralGroupsAreSeveralHeaders()
    {
        using var authority = new TestAuthority();
        await using var server = await ScriptedServer.StartAsync(authority.Server("127.0.0.1"), c =>
            c.TextAsync(string.Join('|', c.Request.Headers["Impersonate-Group"].Select(g => g ?? "")) + "/" + string.Join('|', c.Request.Headers["Impersonate-Extra-example.com%2Fscopes"].Select(g => g ?? ""))));
        using var client = server.Client(configure: c => (c.CertificateAuthorityData, c.Impersonate) = (authority.PemBytes, new ImpersonationConfig
        {
            UserName = "jane@example.com",
            Uid = "42",
            Groups = ["dev", "ops team"],
            Extra = new Dictionary<string, IReadOnlyList<string>> { ["example.com/Scopes"] = ["view", "edit"] },
        }));

        Assert.Equal("dev|ops team/view|edit", (string?)await client.RequestAsync(HttpMethod.Get, "/"));
        Assert.Equal("dev|ops team/view|edit", (string?)await client.RequestAsync(HttpMethod.Get, "/?long=" + new string('x', 4030)));
        Assert.Equal(("jane@example.com", "42"), (server.Requests[0].Header("Impersonate-User"), server.Requests[0].Header("Impersonate-Uid")));
    }

    [Fact]
    public async Task OneGroupNeedsNoMore()
    {
        using var authority = new TestAuthority();
        await using var server = await ScriptedServer.StartAsync(authority.Server("127.0.0.1"), c => c.TextAsync("ok"));
        using var client = server.Client(configure: c => (c.CertificateAuthorityData, c.Impersonate) = (authority.PemBytes, new ImpersonationConfig { UserName = "u", Groups = ["system:masters"] }));
        await client.RequestAsync(HttpMethod.Get, "/");
        Assert.Equal(("system:masters", "HTTP/2"), (server.Requests[0].Header("Impersonate-Group"), server.Requests[0].Protocol));
    }

    [Fact]
    public void LineBreaksAreRefused()
    {
        var config = new KubernetesClientConfiguration { Host = "https://h", Impersonate = new ImpersonationConfig { UserName = "u", Groups = ["a", "b\r\nX-Evil: 1"] } };
        Assert.Equal("Impersonate-Group", Assert.Throws<KubeconfigException>(() => new KubernetesClient(config)).Field);
    }

    [Fact]
    public async Task MarkersAreFoundWhereverTheWriterCutsThem()
    {
        const string request = "GET / HTTP/1.1\r\nA: ZMARKER1\r\nB: ZMARKER2\r\n\r\n{\"ZMARK\":1}";
        for (var cut = 0; cut < request.Length; cut++)
        {
            var written = new MemoryStream();
            await using var stream = new SplittingStream(written, [("ZMARKER1"u8.ToArray(), "x\r\nA: y"u8.ToArray()), ("ZMARKER2"u8.ToArray(), "z"u8.ToArray())]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request[..cut]));
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request[cut..]));
            Assert.Equal("GET / HTTP/1.1\r\nA: x\r\nA: y\r\nB: z\r\n\r\n{\"ZMARK\":1}", Encoding.ASCII.GetString(written.ToArray()));
        }
    }
}
