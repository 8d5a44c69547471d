using Lepton.Api.Providers;
using Lepton.Cli.Simulate.Setup;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.World;

/// <summary>Builds clusters from a fleet file: machines as the sandbox would register them, read as the operator reads them.</summary>
internal static class WorldBuilder
{
    private const double GiB = 1024.0 * 1024 * 1024;

    public static IEnumerable<SimCluster> Build(SimulationInput input)
    {
        foreach (var definition in input.Fleet.Members)
        {
            var cluster = new SimCluster(definition);
            foreach (var pool in definition.NodePools)
                cluster.Pools.Add(Pool(cluster, pool, input.ByZone));
            yield return cluster;
        }
    }

    /// <summary>A machine of a pool as the operator would read its Node, without Pods.</summary>
    public static NodeView Machine(ClusterDefinition cluster, NodePoolDefinition pool, int slot)
    {
        var node = KubernetesJson.Deserialize<MemberNode>(FleetNodes.Describe(cluster, pool, slot, DateTimeOffset.UnixEpoch))!;
        return NodeViews.Build([node], [], "").Nodes[0];
    }

    public static ProviderType TypeOf(ClusterDefinition cluster) => Enum.Parse<ProviderType>(cluster.Provider.ToString());

    private static SimPool Pool(SimCluster cluster, NodePoolDefinition definition, bool byZone)
    {
        var type = TypeOf(cluster.Definition);
        var size = Math.Max(1, Math.Max(definition.Count, definition.MaxNodes));
        var machines = Enumerable.Range(0, size).Select(slot => Machine(cluster.Definition, definition, slot)).ToList();
        var shared = NodeShape.Of(machines[0], type, byZone: false);
        Occupy(definition, shared, machines);
        var ids = machines.Select(machine => NodeShape.Of(machine, type, byZone).PoolId(cluster.Name)).ToList();
        var pool = new SimPool(cluster, definition, machines, ids, shared, shared.PoolId(cluster.Name));
        for (var slot = 0; slot < definition.Count; slot++)
            pool.Start(slot, 0);
        return pool;
    }

    /// <summary>What others run is there from the start and stays, spread over the machines that are always there.</summary>
    private static void Occupy(NodePoolDefinition pool, NodeShape shape, List<NodeView> machines)
    {
        var next = 0;
        foreach (var foreign in pool.ForeignPods)
        {
            for (var i = 0; i < foreign.Count && pool.Count > 0; i++, next++)
            {
                var devices = new Dictionary<string, int>(StringComparer.Ordinal);
                if (foreign.Gpus > 0 && shape.ResourceName is { } resource)
                    devices[resource] = foreign.Gpus;
                var slot = next % pool.Count;
                var pod = new PodView(null, null, new PodResources(Quantity.Parse(foreign.Cpu).ToDouble(), Quantity.Parse(foreign.Memory).ToDouble() / GiB, devices), true, machines[slot].Name);
                machines[slot] = machines[slot] with { Pods = [.. machines[slot].Pods, pod] };
            }
        }
    }
}
