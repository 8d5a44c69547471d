using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;

namespace Lepton.Sandbox.Fleet;

/// <summary>
/// A whole fleet in this process: a hub and members, each with an API server, nodes and controllers.
/// <code>
/// await using var fleet = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.ThreeClouds));
/// File.WriteAllText("hub.kubeconfig", fleet.Hub.KubeconfigYaml());
/// await fleet["aws-us-east-1"].Server.StopAsync(); // the cluster is lost
/// </code>
/// </summary>
public sealed class SandboxFleet : IAsyncDisposable
{
    private readonly List<FleetCluster> _clusters;

    private SandboxFleet(FleetDefinition definition, SandboxHost host, List<FleetCluster> clusters)
    {
        Definition = definition;
        Host = host;
        _clusters = clusters;
    }

    public FleetDefinition Definition { get; }

    public SandboxHost Host { get; }

    public FleetCluster Hub => _clusters[0];

    /// <summary>In the order of the fleet file.</summary>
    public IReadOnlyList<FleetCluster> Members => _clusters[1..];

    /// <summary>The hub first, then the members.</summary>
    public IReadOnlyList<FleetCluster> Clusters => _clusters;

    /// <exception cref="KeyNotFoundException">There is no such cluster; the message names those there are.</exception>
    public FleetCluster this[string name] => _clusters.FirstOrDefault(cluster => cluster.Name == name)
        ?? throw new KeyNotFoundException($"fleet {Definition.Name} has no cluster \"{name}\"; it has {string.Join(", ", _clusters.Select(static cluster => cluster.Name))}");

    /// <summary>Starts all clusters. They answer when this returns; their nodes are registered, their system Pods start.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    /// <exception cref="InvalidOperationException">A pool names an instance type nobody knows.</exception>
    public static async Task<SandboxFleet> StartAsync(FleetDefinition definition, SandboxFleetOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        options ??= new SandboxFleetOptions();
        var fleet = new SandboxFleet(definition, await SandboxHost.StartAsync(options.Host), []);
        try
        {
            await fleet.StartClustersAsync(options, cancellation);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters)
            await cluster.Simulation.DisposeAsync();
        await Host.DisposeAsync();
    }

    private async Task StartClustersAsync(SandboxFleetOptions options, CancellationToken cancellation)
    {
        var simulation = options.Simulation with { RootCertificate = Host.CertificateAuthorityPem };
        var port = options.FirstPort;
        foreach (var cluster in Definition.Clusters)
        {
            var server = await Host.AddClusterAsync(cluster.Name, new ClusterOptions { Port = port, KubernetesVersion = cluster.KubernetesVersion }, cancellation);
            _clusters.Add(new FleetCluster(cluster, server, ClusterSimulation.Start(server.Api, cluster, simulation)));
            if (port > 0)
                port++;
        }
    }
}
