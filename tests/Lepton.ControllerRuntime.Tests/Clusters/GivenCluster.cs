using System.Net.Security;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Clusters;
using Lepton.Testing.Faults;
using Lepton.Testing.Tls;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>The cluster that <c>LEPTON_TEST_KUBECONFIG</c> names, with a namespace of its own in it.</summary>
internal sealed class GivenCluster : ClusterUnderTest
{
    private static int _count;
    private readonly KubernetesClient _client = new(GivenServer.Configuration());
    private readonly TestAuthority _authority = new("proxy-ca");
    private readonly GivenMaps _maps;
    private string? _token;

    private GivenCluster()
    {
        Namespace = $"lepton-faults-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        _maps = new(_client, Namespace);
    }

    internal override string Namespace { get; }

    internal override ChangingMaps Maps => _maps;

    internal override IKubernetesClient Client => _client;

    internal override TestAuthority ProxyAuthority => _authority;

    internal static async Task<GivenCluster> OpenAsync()
    {
        var cluster = new GivenCluster();
        await cluster._client.Resource<V1Namespace>().CreateAsync(new() { Metadata = { Name = cluster.Namespace } });
        cluster._token = GivenServer.Configuration().AccessToken ?? await GivenToken.IssueAsync(cluster._client, cluster.Namespace);
        return cluster;
    }

    internal override KubernetesClientConfiguration Configuration(SandboxCredential credential = SandboxCredential.Token)
    {
        var configuration = GivenServer.Configuration();
        if (credential == SandboxCredential.Token)
        {
            (configuration.ClientCertificateData, configuration.ClientCertificateFilePath) = (null, null);
            (configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath) = (null, null);
            (configuration.AccessToken, configuration.TokenFile, configuration.Exec) = (_token, null, null);
            return configuration;
        }

        Skip.If(configuration.ClientCertificateData is null && configuration.ClientCertificateFilePath is null, $"the kubeconfig of {GivenServer.Variable} has no client certificate");
        (configuration.AccessToken, configuration.TokenFile, configuration.Exec) = (null, null, null);
        return configuration;
    }

    internal override FaultProxy Proxy(params SslApplicationProtocol[] protocols) =>
        FaultProxy.Start(Server, _authority.Server("127.0.0.1"), protocols);

    internal override FaultProxy Tunnel() => FaultProxy.Start(Server);

    internal override KubernetesClient Through(FaultProxy line, KubernetesClientOptions? options = null)
    {
        var configuration = Configuration();
        (configuration.Host, configuration.TlsServerName, configuration.SkipTlsVerify) = (line.Url.ToString(), null, false);
        (configuration.CertificateAuthorityData, configuration.CertificateAuthorityFile) = (_authority.PemBytes, null);
        return new KubernetesClient(configuration, options);
    }

    /// <summary>Nobody can tell a real server to answer so: another stands at the end of the line meanwhile.</summary>
    internal override IAsyncDisposable Answer(FaultProxy line, ApiFault fault) => Detour.Begin(line, _authority.Server("127.0.0.1"), fault);

    internal override async Task RevokeAsync()
    {
        Skip.If(GivenServer.Configuration().AccessToken is not null, $"the token in the kubeconfig of {GivenServer.Variable} is not ours to take away");
        await GivenToken.RevokeAsync(_client, Namespace);
    }

    internal override async Task StopAsync()
    {
        _maps.IsDown = true;
        await GivenServer.StopAsync();
    }

    internal override async Task StartAsync()
    {
        await GivenServer.StartAsync();
        _maps.IsDown = false;
    }

    /// <summary>A server that starts anew knows of no change before its start.</summary>
    internal override async Task ForgetAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _client.Resource<V1Namespace>().DeleteAsync(Namespace);
        await GivenToken.WithdrawAsync(_client, Namespace);
        _client.Dispose();
        _authority.Dispose();
    }

    private Uri Server => new(GivenServer.Configuration().Host);
}
