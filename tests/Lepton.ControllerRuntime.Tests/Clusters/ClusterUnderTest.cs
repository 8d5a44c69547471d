using System.Net.Security;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Clusters;
using Lepton.Testing.Faults;
using Lepton.Testing.Tls;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>
/// A cluster whose API server and whose line to it are made to fail: a sandbox's, or the one that <c>LEPTON_TEST_KUBECONFIG</c> names. Of a given one
/// everything is asked that can be done to a server from outside.
/// </summary>
internal abstract class ClusterUnderTest : IAsyncDisposable
{
    /// <summary>Where the test's objects are.</summary>
    internal abstract string Namespace { get; }

    internal abstract ChangingMaps Maps { get; }

    /// <summary>Straight to the server.</summary>
    internal abstract IKubernetesClient Client { get; }

    /// <summary>Straight to the server, by token or client certificate; to change as a test needs it.</summary>
    internal abstract KubernetesClientConfiguration Configuration(SandboxCredential credential = SandboxCredential.Token);

    /// <summary>The authority of the certificates that <see cref="Proxy"/> shows.</summary>
    internal abstract TestAuthority ProxyAuthority { get; }

    /// <summary>The line to the server, which ends TLS.</summary>
    internal abstract FaultProxy Proxy(params SslApplicationProtocol[] protocols);

    /// <summary>A line that passes bytes on: the client's TLS reaches the server.</summary>
    internal abstract FaultProxy Tunnel();

    /// <summary>A client at the near end of a <see cref="Proxy"/>.</summary>
    internal abstract KubernetesClient Through(FaultProxy line, KubernetesClientOptions? options = null);

    /// <summary>Requests over the line are answered so until the result is disposed of.</summary>
    internal abstract IAsyncDisposable Answer(FaultProxy line, ApiFault fault);

    /// <summary>The token of <see cref="Through"/> is no longer one.</summary>
    internal abstract Task RevokeAsync();

    /// <summary>Ends the API server.</summary>
    internal abstract Task StopAsync();

    internal abstract Task StartAsync();

    /// <summary>From now on the server does not know any more what was before now: who goes on from there is told 410.</summary>
    internal abstract Task ForgetAsync();

    public abstract ValueTask DisposeAsync();

    /// <param name="name">Its name in kubeconfigs, where the test makes one.</param>
    internal static async Task<ClusterUnderTest> StartAsync(string name = "runtime") =>
        GivenServer.IsGiven ? await GivenCluster.OpenAsync() : new SandboxedCluster(await TestCluster.StartAsync(name: name));
}
