using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

public class HeaderTests
{
    [Fact]
    public async Task TheUserAgentSaysProgramVersionAndPlatform()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("ok"));
        using var usual = server.Client();
        using var named = server.Client(configure: c => c.UserAgent = UserAgents.For("Lepton-Operator"));
        await usual.RequestAsync(HttpMethod.Get, "/1");
        await named.RequestAsync(HttpMethod.Get, "/2");
        Assert.Matches(@"^[a-z.\-]+/[0-9.]+\S* \((linux|windows|darwin)/(amd64|arm64|x86)\)$", server.Requests[0].Header("User-Agent"));
        Assert.Matches(@"^lepton-operator/[0-9.]+\S* \(\w+/\w+\)$", server.Requests[1].Header("User-Agent"));
    }

    [Fact]
    public async Task TokensAndPasswords()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("ok"));
        using var token = server.Client(configure: c => c.AccessToken = "abc\n");
        using var password = server.Client(configure: c => (c.Username, c.Password) = ("jane", "p:ä"));
        using var nobody = server.Client();
        await token.RequestAsync(HttpMethod.Get, "/1");
        await password.RequestAsync(HttpMethod.Get, "/2");
        await nobody.RequestAsync(HttpMethod.Get, "/3");
        Assert.Equal(["Bearer abc", "Basic amFuZTpwOsOk", null], server.Requests.Select(r => r.Header("Authorization")));
    }

    [Theory]
    [InlineData(false, "gzip")]
    [InlineData(true, null)]
    [Trait("Rule", "HTTP/gzip-unless-disabled")]
    public async Task CompressionIsAskedForUnlessDisabled(bool disabled, string? expected)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("ok"));
        using var client = server.Client(configure: c => c.DisableCompression = disabled);
        await client.RequestAsync(HttpMethod.Get, "/");
        Assert.Equal(expected, server.Requests[0].Header("Accept-Encoding"));
    }
}
