using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rules "Credentials and TLS": who is trusted, under which name.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task RightAuthorityAndRightNameAreAccepted()
    {
        await using var server = await StartAsync(_authority.Server("127.0.0.1"));
        using var client = server.Client(configure: c => c.CertificateAuthorityData = _authority.PemBytes);
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
    }

    [Fact]
    [Trait("Rule", "Credentials/right-ca-wrong-name-fails")]
    public async Task RightAuthorityAndWrongNameAreRefused()
    {
        await using var server = await StartAsync(_authority.Server("other.example", "192.0.2.7"));
        var refusal = await RefusalAsync(server, c => c.CertificateAuthorityData = _authority.PemBytes);
        Assert.Contains("other.example, 192.0.2.7", refusal, StringComparison.Ordinal);
        Assert.Contains("tls-server-name", refusal, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "Credentials/other-ca-fails")]
    public async Task AnotherAuthorityIsRefused()
    {
        using var other = new TestAuthority("test-ca");
        await using var server = await StartAsync(_authority.Server("127.0.0.1"));
        Assert.Contains("not issued by the cluster's certificate authority", await RefusalAsync(server, c => c.CertificateAuthorityData = other.PemBytes), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "Credentials/no-ca-means-system-roots")]
    public async Task WithoutAnAuthorityTheSystemsRootsDecide()
    {
        await using var server = await StartAsync(_authority.Server("127.0.0.1"));
        Assert.Contains("system's roots", await RefusalAsync(server, _ => { }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExpiredAndNotYetValidCertificatesAreRefused()
    {
        await using var expired = await StartAsync(_authority.Server(TimeSpan.FromHours(-30), TimeSpan.FromHours(-1), "127.0.0.1"));
        await using var early = await StartAsync(_authority.Server(TimeSpan.FromHours(5), TimeSpan.FromHours(9), "127.0.0.1"));
        Assert.Contains("NotTimeValid", await RefusalAsync(expired, c => c.CertificateAuthorityData = _authority.PemBytes), StringComparison.Ordinal);
        Assert.Contains("NotTimeValid", await RefusalAsync(early, c => c.CertificateAuthorityData = _authority.PemBytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientsCertificateIsNoServers()
    {
        // Kestrel would not show it, a thief would.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stolen = _authority.Client("mallory");
        var thief = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(connection.GetStream());
            await tls.AuthenticateAsServerAsync(stolen.Certificate);
            await tls.ReadExactlyAsync(new byte[1]);
        });
        var url = $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        using var client = new KubernetesClient(new() { Host = url, CertificateAuthorityData = _authority.PemBytes, TlsServerName = "mallory" });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestAsync(HttpMethod.Get, "/readyz"));
        await Assert.ThrowsAnyAsync<Exception>(() => thief);
    }

    [Fact]
    public async Task SkippingVerificationAcceptsAnything()
    {
        await using var server = await StartAsync(_authority.Server("other.example"));
        using var client = server.Client(configure: c => c.SkipTlsVerify = true);
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
    }

    [Fact]
    [Trait("Rule", "Credentials/tls-server-name-sets-sni-and-the-verified-name")]
    public async Task ServerNameSetsSniAndTheVerifiedName()
    {
        await using var server = await StartAsync(_authority.Server("api.example"));
        using var right = server.Client(configure: c => (c.CertificateAuthorityData, c.TlsServerName) = (_authority.PemBytes, "api.example"));
        Assert.Equal("ok", (string?)await right.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.Equal("api.example", server.Requests[0].ServerName);
        Assert.Contains("api.example", await RefusalAsync(server, c => (c.CertificateAuthorityData, c.TlsServerName) = (_authority.PemBytes, "www.example")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IntermediatesAreFollowedWhenTheServerSendsThem()
    {
        using var intermediate = _authority.Intermediate("issuing");
        await using var server = await ScriptedServer.StartAsync(intermediate.Server("127.0.0.1"), Ok, chain: [intermediate.Certificate]);
        using var byRoot = server.Client(configure: c => c.CertificateAuthorityData = _authority.PemBytes);
        Assert.Equal("ok", (string?)await byRoot.RequestAsync(HttpMethod.Get, "/readyz"));
    }

    [Fact]
    public async Task AnIntermediateMayBeTheAnchorAndABundleMayHoldSeveral()
    {
        using var intermediate = _authority.Intermediate("issuing");
        using var unrelated = new TestAuthority("unrelated");
        await using var server = await StartAsync(intermediate.Server("127.0.0.1"));
        using var anchored = server.Client(configure: c => c.CertificateAuthorityData = intermediate.PemBytes);
        using var bundled = server.Client(configure: c => c.CertificateAuthorityData = [.. unrelated.PemBytes, .. intermediate.PemBytes, .. _authority.PemBytes]);
        Assert.Equal("ok", (string?)await anchored.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.Equal("ok", (string?)await bundled.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.Contains("PartialChain", await RefusalAsync(server, c => c.CertificateAuthorityData = unrelated.PemBytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASelfSignedServerIsTrustedWhenItsOwnCertificateIsTheAuthority()
    {
        using var self = new TestAuthority("127.0.0.1");
        using var issued = new IssuedCertificate(SelfSigned());
        await using var server = await StartAsync(issued);
        using var client = server.Client(configure: c => c.CertificateAuthorityData = issued.PemBytes);
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
        await RefusalAsync(server, c => c.CertificateAuthorityData = self.PemBytes);
    }

    [Fact]
    public async Task ClientCertificatesAreShownWithTheirChain()
    {
        using var intermediate = _authority.Intermediate("users");
        using var user = intermediate.Client("jane", "dev");
        await using var server = await StartAsync(_authority.Server("127.0.0.1"));
        using var client = server.Client(configure: c =>
        {
            c.CertificateAuthorityData = _authority.PemBytes;
            c.ClientCertificateData = [.. user.PemBytes, .. intermediate.PemBytes];
            c.ClientCertificateKeyData = user.KeyPemBytes;
        });
        await client.RequestAsync(HttpMethod.Get, "/readyz");
        Assert.Equal("CN=jane, O=dev", server.Requests[0].ClientSubject);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task Http2WhereTheServerOffersIt(HttpProtocols offered, string used)
    {
        await using var server = await ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), Ok, offered);
        using var client = server.Client(configure: c => c.CertificateAuthorityData = _authority.PemBytes);
        await client.RequestAsync(HttpMethod.Get, "/readyz");
        Assert.Equal(used, server.Requests[0].Protocol);
    }

    [Theory]
    [InlineData("garbage", "certificate-authority")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate-authority")]
    public void UnusableAuthoritiesAreNamedBeforeAnythingIsSent(string pem, string field)
    {
        var e = Assert.Throws<KubeconfigException>(() => new KubernetesClient(new KubernetesClientConfiguration { Host = "https://127.0.0.1:1", Origin = "here", CertificateAuthorityData = System.Text.Encoding.UTF8.GetBytes(pem) }));
        Assert.Equal((field, "here"), (e.Field, e.Origin));
    }

    [Fact]
    public void ACertificateAndAnotherOnesKeyAreRefused()
    {
        using var one = _authority.Client("one");
        using var two = _authority.Client("two");
        var config = new KubernetesClientConfiguration { Host = "https://127.0.0.1:1", ClientCertificateData = one.PemBytes, ClientCertificateKeyData = two.KeyPemBytes };
        Assert.Contains("client-certificate", Assert.Throws<KubeconfigException>(() => new KubernetesClient(config)).Message, StringComparison.Ordinal);
    }

    private static Task Ok(HttpContext context) => context.TextAsync("ok");

    private static Task<ScriptedServer> StartAsync(IssuedCertificate certificate) => ScriptedServer.StartAsync(certificate, Ok);

    private static async Task<string> RefusalAsync(ScriptedServer server, Action<KubernetesClientConfiguration> configure)
    {
        var before = server.Requests.Count;
        using var client = server.Client(configure: configure);
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => client.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.Equal(HttpRequestError.SecureConnectionError, e.HttpRequestError);
        Assert.IsType<AuthenticationException>(e.GetBaseException());
        Assert.Equal(before, server.Requests.Count);
        return e.Message;
    }

    private static X509Certificate2 SelfSigned()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=self", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
