using Lepton.Api;
using Lepton.Api.Accelerators;
using Lepton.Api.Providers;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Pools;

/// <summary>Finds the pools of the fleet: nodes that exist, grouped by what they are, and node pools that can be scaled up.</summary>
internal sealed class PoolCatalog(IPoolPrices prices, bool byZone)
{
    /// <summary>The pools of one cluster, in the order of their ids.</summary>
    public IReadOnlyList<FleetPool> Build(CloudProvider provider, MemberCluster cluster, MemberView member)
    {
        var groups = new SortedDictionary<string, FleetPool>(StringComparer.Ordinal);
        foreach (var (shape, nodes) in ShapedNodes.Of(member.Nodes, provider.Spec.Type, byZone, DeviceResources.NamedBy(provider)))
        {
            var pool = FromNodes(provider, cluster, shape, nodes);
            groups[pool.Id] = pool;
        }

        foreach (var declared in cluster.NodePools ?? [])
            AddScalable(groups, provider, cluster, declared, member);

        return groups.Values.Select(p => Close(Price(provider, p), provider, cluster, member)).ToList();
    }

    private static FleetPool FromNodes(CloudProvider provider, MemberCluster cluster, NodeShape shape, IReadOnlyList<NodeView> nodes)
    {
        var first = nodes[0];
        return Located(provider, cluster) with
        {
            Id = shape.PoolId(cluster.Name),
            Accelerator = shape.Accelerator,
            ResourceName = shape.ResourceName,
            GpusPerNode = shape.GpusPerNode,
            CpuPerNode = nodes.Min(n => n.Cpu),
            MemoryGiBPerNode = nodes.Min(n => n.MemoryGiB),
            CapacityType = shape.CapacityType,
            InstanceType = shape.InstanceType,
            Zone = shape.Zone ?? cluster.Zone,
            NodeSelector = shape.Selector(first.Labels),
            Taints = Joined(cluster, shape),
            Nodes = nodes,
        };
    }

    /// <summary>A pool of which nothing is known yet but where it is.</summary>
    internal static FleetPool Located(CloudProvider provider, MemberCluster cluster) => new()
    {
        Id = "",
        Cluster = cluster.Name,
        Provider = provider.Metadata.Name!,
        Region = cluster.Region,
        Zone = cluster.Zone,
        Jurisdiction = cluster.Jurisdiction,
        Labels = ClusterFacts.Labels(provider, cluster),
    };

    private static void AddScalable(
        SortedDictionary<string, FleetPool> pools, CloudProvider provider, MemberCluster cluster, NodePool declared, MemberView member)
    {
        var shape = NodeShape.Of(declared);
        var id = shape.PoolId(cluster.Name);
        var existing = member.Nodes.Count(n => Matches(declared, n, provider.Spec.Type));
        var scalable = Math.Max(0, declared.MaxNodes - existing);
        if (pools.TryGetValue(id, out var pool))
        {
            pools[id] = pool with { ScalableNodes = pool.ScalableNodes + scalable };
            return;
        }

        pools[id] = Located(provider, cluster) with
        {
            Id = id,
            Accelerator = shape.Accelerator,
            ResourceName = shape.ResourceName,
            GpusPerNode = shape.GpusPerNode,
            CpuPerNode = declared.Cpu.ToDouble(),
            MemoryGiBPerNode = declared.Memory.ToDouble() / (1024.0 * 1024 * 1024),
            CapacityType = shape.CapacityType,
            InstanceType = shape.InstanceType,
            NodeSelector = declared.NodeSelector is { Count: > 0 } own ? own : NodeSelectors.Of(provider.Spec.Type, declared),
            Taints = Joined(cluster, shape),
            ScalableNodes = scalable,
        };
    }

    /// <summary>A taint on the cluster is a taint on all of its nodes.</summary>
    private static IReadOnlyList<ClusterTaint> Joined(MemberCluster cluster, NodeShape shape) =>
        [.. ToleratedTaints.Distinctive(cluster.Taints ?? [], resourceName: null, CapacityKind.OnDemand), .. shape.Taints];

    /// <summary>Whether a node counts against the pool's maxNodes. Spot and on-demand pools often share an instance type.</summary>
    private static bool Matches(NodePool declared, NodeView node, ProviderType type) => declared.NodeSelector is { Count: > 0 } selector
        ? selector.All(s => node.Labels.GetValueOrDefault(s.Key) == s.Value)
        : declared.InstanceType is { } instanceType
            && NodeLabels.ReadInstanceType(node.Labels) == instanceType
            && (NodeLabels.ReadCapacityType(node.Labels, type) == CapacityKind.Spot) == (declared.CapacityType == CapacityKind.Spot);

    private FleetPool Price(CloudProvider provider, FleetPool pool)
    {
        var price = prices.Find(provider, pool);
        return pool with
        {
            PricePerGpuHour = price.PerGpuHour,
            PricePerCpuHour = price.PerCpuHour,
            PricePerMemoryGiBHour = price.PerMemoryGiBHour,
            Unusable = pool.Accelerator == NodeShape.Unknown ? NodeLabels.ReadAccelerator(pool.Nodes[0].Labels)?.Problem ?? $"no label of node {pool.Nodes[0].Name} tells its GPU type" : price.Unknown,
        };
    }

    private static FleetPool Close(FleetPool pool, CloudProvider provider, MemberCluster cluster, MemberView member)
    {
        var reason = member.Health switch
        {
            MemberHealth.Healthy => null,
            MemberHealth.Unknown => $"cluster {cluster.Name} has not been read yet",
            _ => $"cluster {cluster.Name} is {(member.Health == MemberHealth.Unreachable ? "unreachable" : "misconfigured")}: {member.Problem}",
        };
        if (provider.Metadata.DeletionTimestamp is not null)
            reason ??= $"CloudProvider {provider.Metadata.Name} is being deleted";
        if (cluster.Cordoned)
            reason ??= $"cluster {cluster.Name} is cordoned in CloudProvider {provider.Metadata.Name}";
        return reason is null ? pool : pool with { Unusable = reason };
    }
}
