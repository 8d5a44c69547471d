namespace Lepton.Kubernetes.Models;

/// <summary>A stable address for pods.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Service", PluralName = "services")]
public sealed class V1Service : KubernetesObject, ISpec<V1ServiceSpec>, IStatus<V1ServiceStatus>
{
    public V1ServiceSpec Spec { get; set; } = new();
    public V1ServiceStatus? Status { get; set; }
}

/// <summary>Which pods, on which ports, reachable how.</summary>
public sealed class V1ServiceSpec : ExtensibleObject
{
    public List<V1ServicePort>? Ports { get; set; }
    public Dictionary<string, string>? Selector { get; set; }

    /// <summary>None makes it headless.</summary>
    public string? ClusterIP { get; set; }
    public List<string>? ClusterIPs { get; set; }

    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName.</summary>
    public string? Type { get; set; }
    public List<string>? ExternalIPs { get; set; }
    public string? SessionAffinity { get; set; }
    public string? LoadBalancerClass { get; set; }
    public List<string>? LoadBalancerSourceRanges { get; set; }
    public string? ExternalName { get; set; }
    public string? ExternalTrafficPolicy { get; set; }
    public string? InternalTrafficPolicy { get; set; }
    public bool? PublishNotReadyAddresses { get; set; }
    public List<string>? IpFamilies { get; set; }
    public string? IpFamilyPolicy { get; set; }
    public bool? AllocateLoadBalancerNodePorts { get; set; }
}

/// <summary>One port.</summary>
public sealed class V1ServicePort : ExtensibleObject
{
    public string? Name { get; set; }
    public string? Protocol { get; set; }
    public string? AppProtocol { get; set; }
    public int Port { get; set; }
    public IntOrString? TargetPort { get; set; }
    public int? NodePort { get; set; }
}

/// <summary>The load balancer's addresses.</summary>
public sealed class V1ServiceStatus : ExtensibleObject
{
    public V1LoadBalancerStatus? LoadBalancer { get; set; }
    public List<V1Condition>? Conditions { get; set; }
}

/// <summary>Where traffic enters.</summary>
public sealed class V1LoadBalancerStatus : ExtensibleObject
{
    public List<V1LoadBalancerIngress>? Ingress { get; set; }
}

/// <summary>One address of a load balancer.</summary>
public sealed class V1LoadBalancerIngress : ExtensibleObject
{
    public string? Ip { get; set; }
    public string? Hostname { get; set; }
    public string? IpMode { get; set; }
}
