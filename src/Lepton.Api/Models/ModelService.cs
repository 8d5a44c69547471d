using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>The Service in each member cluster.</summary>
public sealed class ModelService
{
    [Default]
    [Description("How the Service is reached.")]
    public ServiceType Type { get; set; } = ServiceType.ClusterIP;

    [ListMap("port"), Count(32)]
    [Description("Ports of the Service. Without any, the ports of the container.")]
    public List<ModelServicePort>? Ports { get; set; }

    [Count(64), Length(4096)]
    [Description("Annotations of the Service, such as those that configure a cloud's load balancer.")]
    public Dictionary<string, string>? Annotations { get; set; }
}

/// <summary>A port of the Service (TCP).</summary>
public sealed class ModelServicePort
{
    [Minimum(1), Maximum(65_535)]
    [Description("Port the Service listens on.")]
    public int Port { get; set; }

    [Length(1, 63), Pattern(Patterns.DnsLabel)]
    [Description("Name of the port; needed when there are several.")]
    public string? Name { get; set; }

    [Description("Number or name of the container's port. Without it, the container's port of the same name, of the same number, or its only one.")]
    public IntOrString? TargetPort { get; set; }
}

/// <summary>An object that goes along to the member clusters.</summary>
public sealed class PropagatedObject
{
    [Description("Kind of the object.")]
    public PropagatedKind Kind { get; set; }

    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("Name of the object, in the model's namespace.")]
    public string Name { get; set; } = "";
}
