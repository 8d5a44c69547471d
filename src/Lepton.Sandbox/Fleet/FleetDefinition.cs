namespace Lepton.Sandbox.Fleet;

/// <summary>A hub and its member clusters, as a fleet file describes them.</summary>
/// <param name="Hub">The cluster the operator's own objects live in; it usually has no GPU nodes.</param>
public sealed record FleetDefinition(string Name, ClusterDefinition Hub, IReadOnlyList<ClusterDefinition> Members)
{
    /// <summary>What the providers charge beyond public list prices, and what is paid already.</summary>
    public IReadOnlyList<ProviderTerms> Terms { get; init; } = [];

    /// <summary>What happens to the fleet over time.</summary>
    public ScenarioDefinition Scenario { get; init; } = new();

    /// <summary>The hub first, then the members in the order of the file.</summary>
    public IEnumerable<ClusterDefinition> Clusters => Members.Prepend(Hub);
}

/// <summary>One simulated cluster.</summary>
public sealed record ClusterDefinition(string Name)
{
    /// <summary>The provider's name as its CloudProvider object and price books have it.</summary>
    public string ProviderObject => ProviderName.Length > 0 ? ProviderName : Provider.ToString().ToLowerInvariant();

    public CloudKind Provider { get; init; } = CloudKind.Other;

    /// <summary>Name of the CloudProvider the cluster belongs to, which is also what price books call it; empty: that of the cloud in small letters.</summary>
    public string ProviderName { get; init; } = "";

    /// <summary>Whose law holds there (<c>us</c>, <c>eu</c> …), for rules; empty when nobody said.</summary>
    public string Jurisdiction { get; init; } = "";

    /// <summary>As the cloud spells it (<c>us-east-1</c>, <c>eastus</c>, <c>us-central1</c>).</summary>
    public string Region { get; init; } = "local";

    /// <summary>Zones the pools spread over; empty means one zone derived from the region as the cloud names it.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>What the API server says it is, and the nodes report.</summary>
    public string KubernetesVersion { get; init; } = "v1.36.2";

    /// <summary>
    /// Whether NVIDIA's GPU feature discovery labels the nodes (<c>nvidia.com/gpu.product</c> …). Null: as usual on that cloud, where GKE labels its
    /// nodes in its own way (<c>cloud.google.com/gke-accelerator</c>) and the others rely on NVIDIA's operator.
    /// </summary>
    public bool? GpuFeatureDiscovery { get; init; }

    public IReadOnlyList<NodePoolDefinition> NodePools { get; init; } = [];

    /// <summary>Instance types of the fleet file, over the built-in table.</summary>
    public IReadOnlyList<InstanceType> InstanceTypes { get; init; } = [];

    /// <summary>Sizes of images, which decide how long they are pulled.</summary>
    public IReadOnlyList<ImageDefinition> Images { get; init; } = [];
}

/// <param name="Name">What the image's name begins with.</param>
/// <param name="SizeGiB">GiB on the wire.</param>
public sealed record ImageDefinition(string Name, double SizeGiB);

/// <summary>Nodes of one shape.</summary>
/// <param name="InstanceType">A type of the built-in table or of the fleet file.</param>
public sealed record NodePoolDefinition(string Name, string InstanceType)
{
    /// <summary>Nodes at the start.</summary>
    public int Count { get; init; }

    /// <summary>The autoscaler never removes below this.</summary>
    public int MinNodes { get; init; }

    /// <summary>The autoscaler never adds above this; equal to or below <see cref="Count"/> there is no autoscaling.</summary>
    public int MaxNodes { get; init; }

    public NodeCapacityType CapacityType { get; init; } = NodeCapacityType.OnDemand;

    /// <summary>On AWS: managed node groups and Karpenter label their nodes differently.</summary>
    public NodeManager Manager { get; init; } = NodeManager.NodeGroup;

    /// <summary>Zones of this pool; empty means those of the cluster.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Labels besides those the cloud puts on its nodes.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Taints besides those the cloud puts on its nodes.</summary>
    public IReadOnlyList<TaintDefinition> Taints { get; init; } = [];

    /// <summary>Workloads of others that already run here.</summary>
    public IReadOnlyList<ForeignPodDefinition> ForeignPods { get; init; } = [];

    /// <summary>Empty nodes are removed after this time; null keeps them.</summary>
    public TimeSpan? ScaleDownAfter { get; init; }
}

/// <summary>Who starts the nodes of a pool.</summary>
public enum NodeManager
{
    /// <summary>The cloud's own pools: EKS managed node group, AKS agent pool, GKE node pool.</summary>
    NodeGroup,

    /// <summary>Karpenter (AWS).</summary>
    Karpenter,
}

/// <param name="Effect">NoSchedule, PreferNoSchedule or NoExecute.</param>
public sealed record TaintDefinition(string Key, string Value, string Effect);

/// <summary>Pods of somebody else, so that free capacity is not what the node says.</summary>
/// <param name="Count">Replicas.</param>
public sealed record ForeignPodDefinition(string Name, int Count)
{
    /// <summary>Quantity per pod.</summary>
    public string Cpu { get; init; } = "100m";

    /// <summary>Quantity per pod.</summary>
    public string Memory { get; init; } = "128Mi";

    /// <summary>GPUs per pod.</summary>
    public int Gpus { get; init; }
}
