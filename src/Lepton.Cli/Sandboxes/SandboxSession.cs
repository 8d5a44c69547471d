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
        File.WriteAllText(Path.Combine(folder, "hub"), fleet.Hub.Name);
        foreach (var member in fleet.Members)
            WriteKubeconfig(member.Server);
    }

    /// <summary>Holds the kubeconfigs and the operator's log; removed at the end.</summary>
    public string Folder { get; }

    public string HubKubeconfig { get; }

    public IKubernetesClient Hub { get; }

    public IReadOnlyDictionary<string, IKubernetesClient> Members { get; }

    /// <summary>The clusters with what lives in them.</summary>
    public SandboxFleet Fleet => _fleet;

    public IReadOnlyList<SandboxCluster> Clusters => [.. _fleet.Clusters.Select(c => c.Server)];

    public SandboxCluster Cluster(string name) => Clusters.First(c => c.Name == name);

    /// <param name="firstPort">Port of the hub, the members following; 0 for any free ports.</param>
    /// <param name="time">The clock of the clusters; the real one if null.</param>
    /// <exception cref="IOException">A port is taken; says by whom.</exception>
    public static async Task<SandboxSession> StartAsync(FleetDefinition definition, CancellationToken cancellationToken, SimulationOptions? options = null, int firstPort = 0, TimeProvider? time = null)
    {
        // Readable by its owner only: kubeconfigs are keys.
        var folder = Directory.CreateTempSubdirectory("lepton-sandbox-").FullName;
        try
        {
            var host = new SandboxOptions { Time = time ?? TimeProvider.System };
            var fleet = await SandboxFleet.StartAsync(definition, new SandboxFleetOptions { Host = host, Simulation = options ?? new SimulationOptions(), FirstPort = firstPort }, cancellationToken);
            return new SandboxSession(fleet, folder);
        }
        catch (Exception error)
        {
            Directory.Delete(folder, recursive: true);
            if (error is IOException && firstPort > 0 && Taken(firstPort, 1 + definition.Members.Count) is { } taken)
                throw new IOException(taken, error);
            throw;
        }
    }

    private static string? Taken(int first, int count) => Enumerable.Range(first, count).Select(port => (port, Owner: Control.PortOwner.Find(port))).Where(found => found.Owner is not null)
        .Select(found => $"--port: port {found.port} is held by {found.Owner}; the sandbox needs {first} to {first + count - 1}. Choose another with --port, or 0 for free ones").FirstOrDefault();

    /// <summary>The kubeconfig of a member as the hub's Secret holds it: by token, or by client certificate for every second cluster, as in real fleets.</summary>
    public string MemberKubeconfig(string name)
    {
        var index = _fleet.Members.Select(m => m.Name).Order(StringComparer.Ordinal).ToList().IndexOf(name);
        return Cluster(name).KubeconfigYaml(SandboxUser.Operator, index % 2 == 1 ? SandboxCredential.ClientCertificate : SandboxCredential.Token);
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
