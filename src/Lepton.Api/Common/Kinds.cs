using Lepton.Kubernetes.Schema;

namespace Lepton.Api;

/// <summary>On what terms capacity is bought. (The field is called <c>capacityType</c>.)</summary>
public enum CapacityKind
{
    [Description("Billed by the hour, not taken back.")]
    OnDemand,

    [Description("Cheaper, taken back by the cloud at short notice.")]
    Spot,

    [Description("Paid in advance or owned: costs nothing more when used.")]
    Reserved,
}

/// <summary>What a spread rule counts.</summary>
public enum TopologyKind
{
    [Description("CloudProvider objects.")]
    Provider,

    [Description("Regions of a provider.")]
    Region,

    [Description("Zones of a region.")]
    Zone,

    [Description("Member clusters.")]
    Cluster,
}
