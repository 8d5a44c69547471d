using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Testing.Faults;
using Lepton.Testing.Time;
using Lepton.Testing.Tls;

namespace Lepton.Testing.Clusters;

/// <summary>
/// A cluster in this process, over real TLS, in one line:
/// <code>await using var cluster = await TestCluster.StartAsync(nodes: 2);</code>
/// With nodes it lives: a scheduler, kubelets and the controllers of Deployments, Jobs, Services … run. Without, it stores and serves what it is given.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly SandboxHost _host;
    private readonly ClusterSimulation? _simulation;
    private readonly TestAuthority _proxyAuthority = new("proxy-ca");

    private TestCluster(SandboxHost host, SandboxCluster server, ClusterSimulation? simulation)
    {
        (_host, Server, _simulation) = (host, server, simulation);
        Client = NewClient();
    }

    /// <summary>The administrator's client.</summary>
    public IKubernetesClient Client { get; }

    /// <summary>The API server: stop and start it, revoke tokens, inject faults, write past it.</summary>
    public SandboxCluster Server { get; }

    /// <param name="nodes">How many nodes; 0: nothing runs in the cluster.</param>
    /// <param name="instanceType">What nodes are, by its AWS name: decides their CPUs, memory and GPUs.</param>
    /// <param name="name">Its name in kubeconfigs.</param>
    public static async Task<TestCluster> StartAsync(int nodes = 0, string instanceType = "m5.2xlarge", string name = "test")
    {
        var host = await SandboxHost.StartAsync();
        var server = await host.AddClusterAsync(name);
        if (nodes == 0)
            return new(host, server, null);
        var definition = new ClusterDefinition(name) { Provider = CloudKind.AWS, Region = "us-east-1", NodePools = [new("nodes", instanceType) { Count = nodes }] };
        return new(host, server, ClusterSimulation.Start(server.Api, definition, new SimulationOptions { RootCertificate = host.CertificateAuthorityPem }));
    }

    /// <summary>The administrator's configuration, to change as a test needs it.</summary>
    public KubernetesClientConfiguration Configuration(SandboxCredential credential = SandboxCredential.Token) =>
        KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(Server.KubeconfigYaml(credential: credential)));

    /// <summary>Another client with connections of its own, straight to the server or through a proxy of <see cref="Proxy"/> or <see cref="Tunnel"/>.</summary>
    public KubernetesClient NewClient(FaultProxy? through = null, KubernetesClientOptions? options = null, SandboxCredential credential = SandboxCredential.Token)
    {
        var configuration = Configuration(credential);
        if (through is not null)
            configuration.Host = through.Url.ToString();
        if (through?.Certificate is not null)
            configuration.CertificateAuthorityData = _proxyAuthority.PemBytes;
        return new KubernetesClient(configuration, options);
    }

    /// <summary>A proxy that ends TLS with a certificate of its own: it can cut inside HTTP and show other certificates. Client certificates do not pass it.</summary>
    public FaultProxy Proxy(params System.Net.Security.SslApplicationProtocol[] protocols) =>
        FaultProxy.Start(Server.Server, _proxyAuthority.Server("127.0.0.1"), protocols);

    /// <summary>A proxy that passes bytes on: the client's TLS reaches the server.</summary>
    public FaultProxy Tunnel() => FaultProxy.Start(Server.Server);

    /// <summary>The authority behind <see cref="Proxy"/>'s certificate.</summary>
    public TestAuthority ProxyAuthority => _proxyAuthority;

    /// <summary>Creates a CustomResourceDefinition and waits until its kind is served.</summary>
    public async Task InstallAsync(V1CustomResourceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var definitions = Client.Resource<V1CustomResourceDefinition>();
        await definitions.ApplyAsync(definition, new("test"));
        await Eventually.TrueAsync(() => definitions.GetAsync(definition.Metadata.Name!).GetAwaiter().GetResult().Status?.Conditions?.Exists(c => c is { Type: "Established", Status: "True" }) == true);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_simulation is not null)
            await _simulation.DisposeAsync();
        await _host.DisposeAsync();
        _proxyAuthority.Dispose();
    }
}
