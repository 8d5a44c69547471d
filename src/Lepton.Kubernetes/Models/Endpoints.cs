namespace Lepton.Kubernetes.Models;

/// <summary>The addresses behind a service.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Endpoints", PluralName = "endpoints")]
public sealed class V1Endpoints : KubernetesObject
{
    public List<V1EndpointSubset>? Subsets { get; set; }
}

/// <summary>Addresses that share ports.</summary>
public sealed class V1EndpointSubset : ExtensibleObject
{
    public List<V1EndpointAddress>? Addresses { get; set; }
    public List<V1EndpointAddress>? NotReadyAddresses { get; set; }
    public List<V1EndpointPort>? Ports { get; set; }
}

/// <summary>One address.</summary>
public sealed class V1EndpointAddress : ExtensibleObject
{
    public string Ip { get; set; } = "";
    public string? Hostname { get; set; }
    public string? NodeName { get; set; }
    public V1ObjectReference? TargetRef { get; set; }
}

/// <summary>One port.</summary>
public sealed class V1EndpointPort : ExtensibleObject
{
    public string? Name { get; set; }
    public int Port { get; set; }
    public string? Protocol { get; set; }
}
