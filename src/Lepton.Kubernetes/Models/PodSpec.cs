namespace Lepton.Kubernetes.Models;

/// <summary>What a pod runs and where it may run (core/v1 PodSpec).</summary>
public sealed class V1PodSpec : ExtensibleObject
{
    public List<V1Container>? InitContainers { get; set; }
    public List<V1Container>? Containers { get; set; }
    public List<V1Volume>? Volumes { get; set; }
    public string? RestartPolicy { get; set; }
    public long? TerminationGracePeriodSeconds { get; set; }
    public long? ActiveDeadlineSeconds { get; set; }
    public string? DnsPolicy { get; set; }
    public Dictionary<string, string>? NodeSelector { get; set; }
    public string? ServiceAccountName { get; set; }

    /// <summary>The deprecated name of ServiceAccountName; servers fill both.</summary>
    public string? ServiceAccount { get; set; }
    public bool? AutomountServiceAccountToken { get; set; }

    /// <summary>Set by the scheduler; empty while the pod is pending.</summary>
    public string? NodeName { get; set; }
    public bool? HostNetwork { get; set; }
    public bool? HostPID { get; set; }
    public bool? HostIPC { get; set; }
    public bool? ShareProcessNamespace { get; set; }
    public V1PodSecurityContext? SecurityContext { get; set; }
    public List<V1LocalObjectReference>? ImagePullSecrets { get; set; }
    public string? Hostname { get; set; }
    public string? Subdomain { get; set; }
    public V1Affinity? Affinity { get; set; }
    public string? SchedulerName { get; set; }
    public List<V1Toleration>? Tolerations { get; set; }
    public string? PriorityClassName { get; set; }

    /// <summary>Filled by admission from the priority class.</summary>
    public int? Priority { get; set; }
    public string? PreemptionPolicy { get; set; }
    public string? RuntimeClassName { get; set; }
    public bool? EnableServiceLinks { get; set; }

    /// <summary>What the runtime class adds to the containers' requests.</summary>
    public Dictionary<string, Quantity>? Overhead { get; set; }
    public List<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; set; }

    /// <summary>While any gate is there, the scheduler does not look at the pod.</summary>
    public List<V1PodSchedulingGate>? SchedulingGates { get; set; }

    /// <summary>Requests and limits of the pod as a whole; they win over the sum of its containers.</summary>
    public V1ResourceRequirements? Resources { get; set; }
}

/// <summary>A reason not to schedule yet.</summary>
public sealed class V1PodSchedulingGate : ExtensibleObject
{
    public string Name { get; set; } = "";
}

/// <summary>How evenly pods spread over a topology.</summary>
public sealed class V1TopologySpreadConstraint : ExtensibleObject
{
    public int MaxSkew { get; set; }
    public string TopologyKey { get; set; } = "";
    public string WhenUnsatisfiable { get; set; } = "";
    public V1LabelSelector? LabelSelector { get; set; }
    public int? MinDomains { get; set; }
    public string? NodeAffinityPolicy { get; set; }
    public string? NodeTaintsPolicy { get; set; }
    public List<string>? MatchLabelKeys { get; set; }
}
