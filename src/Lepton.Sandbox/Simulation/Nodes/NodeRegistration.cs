using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>Registers the nodes a cluster starts with.</summary>
internal static class NodeRegistration
{
    /// <exception cref="InvalidOperationException">A pool names an instance type nobody knows.</exception>
    public static void RegisterPools(ClusterContext context)
    {
        var definition = context.Definition;
        foreach (var pool in definition.NodePools)
        {
            for (var ordinal = 0; ordinal < pool.Count; ordinal++)
                Register(context, Context(definition, pool, ordinal));
        }
    }

    public static NodeContext Context(ClusterDefinition cluster, NodePoolDefinition pool, int ordinal)
    {
        var type = InstanceTypeCatalog.BuiltIn.With(cluster.InstanceTypes).Find(cluster.Provider, pool.InstanceType)
            ?? throw new InvalidOperationException($"Pool {pool.Name} of cluster {cluster.Name}: unknown instance type \"{pool.InstanceType}\" of {cluster.Provider}.");
        return new NodeContext(cluster, pool, type, ordinal);
    }

    /// <summary>Registers one node unless it is there already; true when it did.</summary>
    public static bool Register(ClusterContext context, NodeContext node)
    {
        if (context.Api.Get(Kinds.Nodes, null, node.Name) is not null)
            return false;
        var manifest = NodeManifest.Build(node, context.Now);
        var status = manifest["status"]!.DeepClone();
        if (context.Api.Create(Kinds.Nodes, null, manifest).Object("status").Count("conditions") > 0)
            return true;

        // Registered without its status it would never be ready.
        context.Api.Update(Kinds.Nodes, null, node.Name, json =>
        {
            json["status"] = status.DeepClone();
            return true;
        }, "status");
        return true;
    }
}
