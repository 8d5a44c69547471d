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

    /// <summary>A Service sends every request to any of them.</summary>
    [Fact]
    public async Task Who_logged_in_at_one_replica_is_known_to_the_other()
    {
        await using var first = await DashboardServer.StartAsync(DashboardAccess.Kubernetes, tls: true);
        await using var second = await first.ReplicaAsync();
        var secret = await first.Hub.Client.Resource<V1Secret>().GetAsync("lepton-operator-webhooks", "lepton-system");
        var authority = Encoding.UTF8.GetString(secret.Data!["ca.crt"]);
        using var there = Trusting(authority, new Uri($"https://localhost:{first.Address.Port}"));
        using var here = Trusting(authority, new Uri($"https://localhost:{second.Address.Port}"));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = first.Hub.Server.TokenOf(SandboxUser.Admin) });
        using var login = await there.PostAsync("/login", form);
        var session = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here, session));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(here, session[..^8] + "AAAAAAAA"));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", cookie } } };
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
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
