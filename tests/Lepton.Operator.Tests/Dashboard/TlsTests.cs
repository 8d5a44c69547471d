using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Dashboard;
using Lepton.Sandbox.Hosting;

namespace Lepton.Operator.Tests.Dashboard;

/// <summary>By TLS: the certificate is the one in the Secret, for the name by which a forwarded port is reached.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Its_certificate_is_verified_by_the_authority_in_the_Secret_and_its_cookie_is_of_this_host_alone()
    {
        await using var server = await DashboardServer.StartAsync(DashboardAccess.Kubernetes, tls: true);
        Assert.Equal("https", server.Address.Scheme);
        var secret = await server.Hub.Client.Resource<V1Secret>().GetAsync("lepton-operator-webhooks", "lepton-system");
        using var client = Trusting(Encoding.UTF8.GetString(secret.Data!["ca.crt"]), new Uri($"https://localhost:{server.Address.Port}"));
        using var page = await client.GetAsync("/login");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = server.Hub.Server.TokenOf(SandboxUser.Admin) });
        using var login = await client.PostAsync("/login", form);
        Assert.StartsWith("__Host-lepton-session=", login.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        using var fleet = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", login.Headers.GetValues("Set-Cookie").Single().Split(';')[0] } } };
        using var answer = await client.SendAsync(fleet);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Trusts that authority and no other.</summary>
    internal static HttpClient Trusting(string authority, Uri address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { X509Certificate2.CreateFromPem(authority) }, RevocationMode = X509RevocationMode.NoCheck },
        },
    })
    { BaseAddress = address };
}
