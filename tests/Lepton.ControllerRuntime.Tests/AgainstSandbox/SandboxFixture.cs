using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;
using Lepton.Testing.Clusters;

namespace Lepton.ControllerRuntime.Tests.AgainstSandbox;

/// <summary>One sandbox cluster reached over TLS by the real client.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    internal static readonly GroupVersionResource ConfigMaps = ConfigMapStore.Resource;
    private TestCluster? _cluster;
    private ConfigMapStore? _maps;

    internal SandboxCluster Cluster => _cluster!.Server;

    internal IKubernetesClient Client => _cluster!.Client;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(name: "runtime");
        _maps = new(_cluster.Server);
    }

    public async Task DisposeAsync() => await _cluster!.DisposeAsync();

    internal void Put(string name, string value) => _maps!.Put(name, value);

    internal void Remove(string name) => _maps!.Remove(name);

    internal IReadOnlyList<string> Truth() => _maps!.Truth();
}
