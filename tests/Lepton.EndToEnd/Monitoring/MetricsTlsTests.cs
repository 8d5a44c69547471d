using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Fleet;
using Xunit;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>The operator's own program with its metrics by TLS.</summary>
public sealed class MetricsTlsTests
{
    [Fact]
    public async Task Metrics_are_served_by_the_certificate_in_the_Secret_and_not_in_the_clear()
    {
        await using var session = await SandboxSession.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), CancellationToken.None);
        await HubSetup.InstallDefinitionsAsync(session.Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
        await TestFleet.EnsureNamespaceAsync(session.Hub, "lepton-system");
        var port = FreePort();
        await using var program = OperatorProcess.Start(Repository.OperatorProgram, session.HubKubeconfig, Path.Combine(session.Folder, "operator.log"), new Dictionary<string, string>
        {
            ["LEPTON_Metrics__Tls"] = "true",
            ["LEPTON_Webhooks__FurtherNames"] = "localhost",
        }, metricsPort: port);
        var address = new Uri($"https://localhost:{port}/metrics");
        V1Secret? secret = null;
        await Wait.UntilAsync("the Secret is made", async () => (secret = await session.Hub.Resource<V1Secret>().TryGetAsync("lepton-operator-webhooks", "lepton-system")) is not null, TimeSpan.FromMinutes(1), CancellationToken.None);
        using var client = Trusting(Encoding.UTF8.GetString(secret!.Data!["ca.crt"]));
        var text = "";
        await Wait.UntilAsync("metrics are served", async () => (text = await client.GetStringAsync(address)).Length > 0, TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Contains("lepton_webhook_certificate_expiry_seconds", text, StringComparison.Ordinal);
        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetStringAsync(new Uri($"http://localhost:{port}/metrics")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetStringAsync(address));
    }

    private static HttpClient Trusting(string authority) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { X509Certificate2.CreateFromPem(authority) }, RevocationMode = X509RevocationMode.NoCheck },
        },
    });

    private static int FreePort()
    {
        using var any = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        any.Start();
        return ((System.Net.IPEndPoint)any.LocalEndpoint).Port;
    }
}
