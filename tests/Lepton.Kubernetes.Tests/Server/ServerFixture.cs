using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Clusters;

namespace Lepton.Kubernetes.Tests.Server;

/// <summary>An API server to talk to: the sandbox's in this process, or a real one when <c>LEPTON_TEST_KUBECONFIG</c> names a kubeconfig.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private SandboxHost? _host;
    private KubernetesClientConfiguration? _configuration;
    private int _namespaces;

    public KubernetesClient Client { get; private set; } = null!;

    /// <summary>Null when the server is a real one.</summary>
    public SandboxCluster? Sandbox { get; private set; }

    public bool CanForget => Sandbox is not null || GivenServer.CanRestart;

    /// <summary>From now on the server does not know what was before; one that starts anew knows no change before its start.</summary>
    public async Task ForgetAsync()
    {
        if (Sandbox is not null)
        {
            Sandbox.CompactHistory();
            return;
        }

        await GivenServer.StopAsync();
        await GivenServer.StartAsync();
    }

    public async Task InitializeAsync()
    {
        if (GivenServer.IsGiven)
        {
            _configuration = GivenServer.Configuration();
        }
        else
        {
            _host = await SandboxHost.StartAsync();
            Sandbox = await _host.AddClusterAsync("server");
            _configuration = KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(Sandbox.KubeconfigYaml()));
        }

        Client = new KubernetesClient(_configuration);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    /// <summary>A namespace of its own for a test.</summary>
    public async Task<string> NamespaceAsync()
    {
        var name = $"lepton-test-{Environment.ProcessId}-{Interlocked.Increment(ref _namespaces)}";
        await Client.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = { Name = name } });
        return name;
    }
}

[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<ServerFixture>
{
    public const string Name = "API server";
}
