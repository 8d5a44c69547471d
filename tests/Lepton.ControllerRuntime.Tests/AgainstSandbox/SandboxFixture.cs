using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;

namespace Lepton.ControllerRuntime.Tests.AgainstSandbox;

/// <summary>One sandbox cluster reached over TLS by the real client.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    internal static readonly GroupVersionResource ConfigMaps = new("", "v1", "configmaps");
    private SandboxHost? _host;

    internal SandboxCluster Cluster { get; private set; } = null!;

    internal IKubernetesClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync();
        Cluster = await _host.AddClusterAsync("runtime");
        Client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(Cluster.KubeconfigYaml())));
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _host!.DisposeAsync();
    }

    /// <summary>Writes past the API server, which may be down.</summary>
    internal void Put(string name, string value)
    {
        var changed = Cluster.Api.Update(ConfigMaps, "default", name, map =>
        {
            map["data"] = new JsonObject { ["v"] = value };
            return true;
        });
        if (changed is not null)
            return;
        Cluster.Api.Create(ConfigMaps, "default", new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = new JsonObject { ["test"] = "yes" } },
            ["data"] = new JsonObject { ["v"] = value },
        });
    }

    internal void Remove(string name) => Cluster.Api.Delete(ConfigMaps, "default", name);

    internal IReadOnlyList<string> Truth() =>
    [
        .. Cluster.Api.List(ConfigMaps, "default").Where(m => (string?)m["metadata"]!["labels"]?["test"] == "yes")
            .Select(m => $"default/{m["metadata"]!["name"]}={m["data"]!["v"]}").Order(StringComparer.Ordinal),
    ];
}
