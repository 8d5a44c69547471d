using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet.Nodes;

namespace Lepton.Sandbox.Fleet;

/// <summary>The Node objects of a fleet file's pools, without any cluster: for whoever reckons with a fleet instead of running it.</summary>
public static class FleetNodes
{
    /// <param name="ordinal">Counts the nodes of the pool from 0.</param>
    /// <exception cref="InvalidOperationException">The pool names an instance type nobody knows.</exception>
    public static JsonObject Describe(ClusterDefinition cluster, NodePoolDefinition pool, int ordinal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(pool);
        return NodeManifest.Build(Simulation.Nodes.NodeRegistration.Context(cluster, pool, ordinal), now);
    }
}
