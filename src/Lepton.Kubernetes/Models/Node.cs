using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>A machine of the cluster.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Node", PluralName = "nodes", Namespaced = false)]
public sealed class V1Node : KubernetesObject, ISpec<V1NodeSpec>, IStatus<V1NodeStatus>
{
    public V1NodeSpec Spec { get; set; } = new();
    public V1NodeStatus? Status { get; set; }
}

/// <summary>What the cluster wants of a node.</summary>
public sealed class V1NodeSpec : ExtensibleObject
{
    public string? PodCIDR { get; set; }
    public List<string>? PodCIDRs { get; set; }
    public string? ProviderID { get; set; }

    /// <summary>True on a cordoned node.</summary>
    public bool? Unschedulable { get; set; }
    public List<V1Taint>? Taints { get; set; }
}

/// <summary>What the kubelet reports.</summary>
public sealed class V1NodeStatus : ExtensibleObject
{
    public Dictionary<string, Quantity>? Capacity { get; set; }

    /// <summary>What pods can have: capacity less what the system keeps.</summary>
    public Dictionary<string, Quantity>? Allocatable { get; set; }
    public List<V1NodeCondition>? Conditions { get; set; }
    public List<V1NodeAddress>? Addresses { get; set; }
    public V1NodeSystemInfo? NodeInfo { get; set; }
    public V1NodeDaemonEndpoints? DaemonEndpoints { get; set; }
    public List<V1ContainerImage>? Images { get; set; }
}

/// <summary>One observation of a node: Ready, MemoryPressure, DiskPressure …</summary>
public sealed class V1NodeCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public DateTimeOffset? LastHeartbeatTime { get; set; }
    public DateTimeOffset? LastTransitionTime { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
}

/// <summary>How to reach a node.</summary>
public sealed class V1NodeAddress : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Address { get; set; } = "";
}

/// <summary>Where the kubelet listens.</summary>
public sealed class V1NodeDaemonEndpoints : ExtensibleObject
{
    public V1DaemonEndpoint? KubeletEndpoint { get; set; }
}

/// <summary>A port; the upper case is the server's.</summary>
public sealed class V1DaemonEndpoint : ExtensibleObject
{
    [JsonPropertyName("Port")]
    public int Port { get; set; }
}

/// <summary>An image that is on the node.</summary>
public sealed class V1ContainerImage : ExtensibleObject
{
    public List<string>? Names { get; set; }
    public long? SizeBytes { get; set; }
}

/// <summary>Versions and architecture.</summary>
public sealed class V1NodeSystemInfo : ExtensibleObject
{
    public string? MachineID { get; set; }
    public string? SystemUUID { get; set; }
    public string? BootID { get; set; }
    public string? KernelVersion { get; set; }
    public string? OsImage { get; set; }
    public string? ContainerRuntimeVersion { get; set; }
    public string? KubeletVersion { get; set; }
    public string? KubeProxyVersion { get; set; }
    public string? OperatingSystem { get; set; }
    public string? Architecture { get; set; }
}
