using System.Net.Security;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Clusters;
using Lepton.Testing.Faults;
using Lepton.Testing.Tls;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>A sandbox's cluster, in this process.</summary>
internal sealed class SandboxedCluster(TestCluster cluster) : ClusterUnderTest
{
    private readonly SandboxMaps _maps = new(cluster.Server);

    internal override string Namespace => "default";

    internal override ChangingMaps Maps => _maps;

    internal override IKubernetesClient Client => cluster.Client;

    internal override TestAuthority ProxyAuthority => cluster.ProxyAuthority;

    internal override KubernetesClientConfiguration Configuration(SandboxCredential credential = SandboxCredential.Token) => cluster.Configuration(credential);

    internal override FaultProxy Proxy(params SslApplicationProtocol[] protocols) => cluster.Proxy(protocols);

    internal override FaultProxy Tunnel() => cluster.Tunnel();

    internal override KubernetesClient Through(FaultProxy line, KubernetesClientOptions? options = null) => cluster.NewClient(line, options);

    internal override IAsyncDisposable Answer(FaultProxy line, ApiFault fault) => new Injected(cluster.Server.Inject(fault));

    internal override Task RevokeAsync()
    {
        cluster.Server.RevokeTokens(SandboxUser.Admin);
        return Task.CompletedTask;
    }

    internal override Task StopAsync() => cluster.Server.StopAsync();

    internal override Task StartAsync() => cluster.Server.StartAsync();

    internal override Task ForgetAsync()
    {
        cluster.Server.CompactHistory();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => cluster.DisposeAsync();

    private sealed class Injected(IDisposable fault) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            fault.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
