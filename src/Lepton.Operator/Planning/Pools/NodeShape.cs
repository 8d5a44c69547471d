using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Api.Accelerators;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Pools;

/// <summary>What makes nodes interchangeable for placement; the key by which they are grouped into pools.</summary>
internal sealed record NodeShape
{
    public string? Accelerator { get; init; }

    public string? ResourceName { get; init; }

    public int GpusPerNode { get; init; }

    public CapacityType CapacityType { get; init; }

    public string? InstanceType { get; init; }

    public string? Zone { get; init; }

    /// <summary>The taints that not every placed pod tolerates, as one string: part of the key.</summary>
    public string TaintKey { get; init; } = "";

    public IReadOnlyList<ClusterTaint> Taints { get; init; } = [];

    // Taints is derived data of TaintKey: two shapes are equal when everything else is.
    public bool Equals(NodeShape? other) => other is not null && Identity == other.Identity;

    public override int GetHashCode() => Identity.GetHashCode();

    private (string?, string?, int, CapacityType, string?, string?, string) Identity =>
        (Accelerator, ResourceName, GpusPerNode, CapacityType, InstanceType, Zone, TaintKey);

    /// <param name="named">Devices that are no GPUs and count as accelerators at this provider.</param>
    public static NodeShape Of(NodeView node, ProviderType type, bool byZone, IReadOnlySet<string>? named = null)
    {
        named ??= new HashSet<string>(StringComparer.Ordinal);
        var gpu = node.Devices.Where(d => d.Value > 0 && IsGpu(d.Key)).Select(d => d.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        var resource = gpu ?? DeviceResources.Choose(node.Devices, named);
        var terms = NodeLabels.ReadCapacityType(node.Labels, type);
        return WithTaints(ToleratedTaints.OfNode(node.Taints, resource, terms)) with
        {
            // A GPU node whose product no label tells is a pool of its own that nothing can ask for by name.
            Accelerator = gpu is null ? resource : Products.GetValue(node.Labels, labels => NodeLabels.ReadAccelerator(labels)?.Name ?? Unknown),
            ResourceName = resource,
            GpusPerNode = resource is null ? 0 : node.Devices[resource],
            CapacityType = Capacity(terms),
            InstanceType = NodeLabels.ReadInstanceType(node.Labels),
            Zone = byZone ? NodeLabels.ReadZone(node.Labels) : null,
        };
    }

    public static NodeShape Of(NodePool pool)
    {
        var resource = pool.Accelerator is not { } name ? null
            : DeviceResources.IsResource(name) ? name
            : AcceleratorCatalog.TryGet(name)?.ResourceName ?? "nvidia.com/gpu";
        return WithTaints(ToleratedTaints.Distinctive(pool.Taints ?? [], resource, pool.CapacityType)) with
        {
            Accelerator = pool.Accelerator,
            ResourceName = resource,
            GpusPerNode = pool.Accelerator is null ? 0 : pool.GpusPerNode,
            CapacityType = Capacity(pool.CapacityType),
            InstanceType = pool.InstanceType,
        };
    }

    public string PoolId(string cluster)
    {
        var id = $"{cluster}/{Accelerator ?? "cpu"}/{CapacityType}/{InstanceType ?? $"{GpusPerNode}gpu"}";
        if (Zone is not null)
            id += $"/{Zone}";
        if (TaintKey.Length > 0)
            id += $"/{TaintKey}";
        // The schema's limit, less what parts of the pool add: what is longer ends in a hash.
        return id.Length <= LongestId ? id : $"{id[..(LongestId - 9)]}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 4))}";
    }

    /// <summary>The labels of a real node that select this shape: what tells its GPU, its instance type, and the label that tells spot capacity.</summary>
    public IReadOnlyDictionary<string, string> Selector(IReadOnlyDictionary<string, string> labels)
    {
        var selector = new Dictionary<string, string>(StringComparer.Ordinal);
        if (InstanceType is not null)
            selector[labels.ContainsKey(NodeLabels.InstanceType) ? NodeLabels.InstanceType : "beta.kubernetes.io/instance-type"] = InstanceType;
        else
            Add(selector, NodeLabels.ReadAccelerator(labels)?.Selector);
        if (CapacityType != CapacityType.OnDemand && NodeLabels.ReadCapacityLabel(labels) is { } terms)
            selector[terms.Key] = terms.Value;
        if (Zone is not null)
            selector[NodeLabels.Zone] = Zone;
        return selector;
    }

    /// <summary>What labels tell of GPUs, for as long as they are there: every look at the fleet asks it of every node, and reading a product's name is the most of such a look.</summary>
    private static readonly ConditionalWeakTable<IReadOnlyDictionary<string, string>, string> Products = [];

    private const int LongestId = 230;

    /// <summary>GPUs whose type no label tells.</summary>
    public const string Unknown = "unknown";

    public static bool IsGpu(string resource) => AcceleratorCatalog.ResourceNames.Contains(resource, StringComparer.Ordinal);

    private static void Add(Dictionary<string, string> selector, IReadOnlyDictionary<string, string>? more)
    {
        foreach (var (key, value) in more ?? new Dictionary<string, string>())
            selector[key] = value;
    }

    private static NodeShape WithTaints(IReadOnlyList<ClusterTaint> taints) =>
        new() { Taints = taints, TaintKey = string.Join(',', taints.Select(ToleratedTaints.Text)) };

    private static CapacityType Capacity(CapacityKind kind) => kind switch
    {
        CapacityKind.Spot => CapacityType.Spot,
        CapacityKind.Reserved => CapacityType.Reserved,
        _ => CapacityType.OnDemand,
    };
}
