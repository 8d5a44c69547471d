using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Faults;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Fleet;

/// <summary>One cluster of a running fleet: its API server and the life behind it.</summary>
public sealed class FleetCluster
{
    internal FleetCluster(ClusterDefinition definition, SandboxCluster server, ClusterSimulation simulation)
    {
        Definition = definition;
        Server = server;
        Simulation = simulation;
    }

    public string Name => Definition.Name;

    public ClusterDefinition Definition { get; }

    /// <summary>Stop and start it to lose and regain the cluster; inject faults into its answers.</summary>
    public SandboxCluster Server { get; }

    public ClusterSimulation Simulation { get; }

    /// <summary>Faults inside the cluster: nodes, GPUs, stock.</summary>
    public ClusterFaults Faults => Simulation.Faults;

    /// <summary>The cluster from inside.</summary>
    public IClusterApi Api => Server.Api;

    /// <summary>Names of the nodes a pool has at present, sorted.</summary>
    public IReadOnlyList<string> NodesOf(string pool) => Api.List(Kinds.Nodes)
        .Where(node => (string?)node["metadata"]?["annotations"]?[Nodes.NodeManifest.PoolAnnotation] == pool)
        .Select(static node => (string?)node["metadata"]?["name"] ?? "").Order(StringComparer.Ordinal).ToList();

    /// <summary>A kubeconfig for a user; without one, for the administrator.</summary>
    public string KubeconfigYaml(SandboxUser? user = null) => Server.KubeconfigYaml(user);
}
