using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Clusters;

namespace Lepton.ControllerRuntime.Tests.AgainstServer;

/// <summary>An API server reached over TLS by the real client: the sandbox's, or a real one when <c>LEPTON_TEST_KUBECONFIG</c> names a kubeconfig. With a namespace of its own.</summary>
public sealed class ServerUnderTest : IAsyncLifetime
{
    private static int _namespaces;
    private TestCluster? _sandbox;
    private KubernetesClient? _given;

    internal IKubernetesClient Client => _given ?? _sandbox!.Client;

    internal string Namespace { get; } = $"lepton-runtime-{Environment.ProcessId}-{Interlocked.Increment(ref _namespaces)}";

    /// <summary>For objects outside namespaces.</summary>
    internal string Unique(string name) => $"{Namespace}-{name}";

    public async Task InitializeAsync()
    {
        if (GivenServer.IsGiven)
            _given = new KubernetesClient(GivenServer.Configuration());
        else
            _sandbox = await TestCluster.StartAsync(name: "runtime");
        await Client.Resource<V1Namespace>().CreateAsync(new() { Metadata = { Name = Namespace } });
    }

    public async Task DisposeAsync()
    {
        if (_given is not null)
            await _given.Resource<V1Namespace>().DeleteAsync(Namespace);
        _given?.Dispose();
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
    }

    /// <summary>A ConfigMap that the test's informers see.</summary>
    internal Task PutAsync(string name, string value) => Client.Resource<V1ConfigMap>().ApplyAsync(
        new() { Metadata = { Name = name, Namespace = Namespace, Labels = new() { ["test"] = "yes" } }, Data = new() { ["v"] = value } }, new("test") { Force = true });
}
