using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Cli.Simulate.World;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning.Pools;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Setup;

/// <summary>The CloudProvider objects a platform team would write for a fleet file's clusters.</summary>
internal static class FleetProviders
{
    public static IReadOnlyList<CloudProvider> Of(FleetDefinition fleet) => fleet.Members
        .GroupBy(member => member.ProviderObject, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => Provider(group.Key, group.ToList(), fleet.Terms.FirstOrDefault(terms => terms.Provider == group.Key) ?? new ProviderTerms(group.Key))).ToList();

    private static CloudProvider Provider(string name, List<ClusterDefinition> members, ProviderTerms terms) => new()
    {
        Metadata = { Name = name, Uid = $"provider-{name}", Generation = 1 },
        Spec =
        {
            Type = WorldBuilder.TypeOf(members[0]),
            Pricing = new ProviderPricing
            {
                VcpuHour = terms.VcpuHour,
                MemoryGiBHour = terms.MemoryGiBHour,
                GpuHour = terms.GpuHour.Select(price => new GpuPrice { Accelerator = price.Key, DollarsPerGpuHour = price.Value }).ToList(),
            },
            Commitments = terms.Committed.Select(paid => new Commitment { Accelerator = paid.Key, Gpus = (int)paid.Value }).ToList(),
            Clusters = members.Select(Cluster).ToList(),
        },
    };

    private static MemberCluster Cluster(ClusterDefinition member) => new()
    {
        Name = member.Name,
        Region = member.Region,
        Jurisdiction = member.Jurisdiction.Length == 0 ? null : member.Jurisdiction,
        NodePools = member.NodePools.Where(pool => pool.MaxNodes > 0).Select(pool => Pool(member, pool)).ToList(),
    };

    private static NodePool Pool(ClusterDefinition cluster, NodePoolDefinition pool)
    {
        var type = WorldBuilder.TypeOf(cluster);
        var machine = WorldBuilder.Machine(cluster, pool, 0);
        var shape = NodeShape.Of(machine, type, byZone: false);
        return new NodePool
        {
            Name = pool.Name,
            Accelerator = shape.Accelerator,
            GpusPerNode = shape.GpusPerNode,
            Cpu = Quantity.Parse(FormattableString.Invariant($"{(int)(machine.Cpu * 1000)}m")),
            Memory = Quantity.Parse(FormattableString.Invariant($"{(int)(machine.MemoryGiB * 1024)}Mi")),
            InstanceType = shape.InstanceType,
            CapacityType = Enum.Parse<CapacityKind>(shape.CapacityType.ToString()), // As the machines say: own hardware is reserved.
            MaxNodes = Math.Max(pool.Count, pool.MaxNodes),
            NodeSelector = shape.Selector(machine.Labels).ToDictionary(StringComparer.Ordinal),
            Taints = shape.Taints.ToList(),
        };
    }
}
