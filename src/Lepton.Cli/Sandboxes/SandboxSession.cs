using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;

namespace Lepton.Cli.Sandboxes;

/// <summary>A running fleet: a hub and its members in this process, with a client for each made from the kubeconfig that anybody else would use.</summary>
internal sealed class SandboxSession : IAsyncDisposable
{
    private readonly SandboxFleet _fleet;
    private readonly Dictionary<string, IKubernetesClient> _clients = new(StringComparer.Ordinal);

    private SandboxSession(SandboxFleet fleet, string folder)
    {
        _fleet = fleet;
        Folder = folder;
        Hub = Connect(fleet.Hub.Server);
        Members = fleet.Members.ToDictionary(m => m.Name, m => Connect(m.Server), StringComparer.Ordinal);
        HubKubeconfig = WriteKubeconfig(fleet.Hub.Server);
        foreach (var member in fleet.Members)
            WriteKubeconfig(member.Server);
    }

    /// <summary>Holds the kubeconfigs and the operator's log; removed at the end.</summary>
    public string Folder { get; }

    public string HubKubeconfig { get; }

    public IKubernetesClient Hub { get; }

    public IReadOnlyDictionary<string, IKubernetesClient> Members { get; }

    public IReadOnlyList<SandboxCluster> Clusters => [.. _fleet.Clusters.Select(c => c.Server)];

    public SandboxCluster Cluster(string name) => Clusters.First(c => c.Name == name);

    public static async Task<SandboxSession> StartAsync(FleetDefinition definition, CancellationToken cancellationToken, SimulationOptions? options = null)
    {
        // Readable by its owner only: kubeconfigs are keys.
        var folder = Directory.CreateTempSubdirectory("lepton-sandbox-").FullName;
        try
        {
            var fleet = await SandboxFleet.StartAsync(definition, new SandboxFleetOptions { Simulation = options ?? new SimulationOptions() }, cancellationToken);
            return new SandboxSession(fleet, folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>The kubeconfig of a member as the hub's Secret holds it: by token, or by client certificate for every second cluster, as in real fleets.</summary>
    public string MemberKubeconfig(string name)
    {
        var index = _fleet.Members.Select(m => m.Name).Order(StringComparer.Ordinal).ToList().IndexOf(name);
        return Cluster(name).KubeconfigYaml(credential: index % 2 == 1 ? SandboxCredential.ClientCertificate : SandboxCredential.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await _fleet.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private IKubernetesClient Connect(SandboxCluster cluster)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(cluster.KubeconfigYaml()));
        return _clients[cluster.Name] = new KubernetesClient(configuration);
    }

    private string WriteKubeconfig(SandboxCluster cluster)
    {
        var file = Path.Combine(Folder, $"{cluster.Name}.kubeconfig");
        File.WriteAllText(file, cluster.KubeconfigYaml());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
