using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Providers;

/// <summary>A cluster models can be placed in.</summary>
public sealed class MemberCluster
{
    [Length(1, 63), Pattern(Patterns.DnsLabel)]
    [Description("Name of the member cluster, unique over all providers.")]
    public string Name { get; set; } = "";

    [Length(1, 63), Pattern(Patterns.Word)]
    [Description("The provider's name of the region, such as us-east-1. Prices are looked up by it.")]
    public string Region { get; set; } = "";

    [Length(1, 63), Pattern(Patterns.Word)]
    [Description("Zone, for a cluster within one zone.")]
    public string? Zone { get; set; }

    [Length(1, 63), Pattern(Patterns.Word)]
    [Description("Whose law holds for data in this cluster, such as eu or us. Policies select by it.")]
    public string? Jurisdiction { get; set; }

    [Count(64), Length(63)]
    [Description("Labels that a policy's clusterSelector selects by.")]
    public Dictionary<string, string>? Labels { get; set; }

    [ListMap("key", "effect"), Count(32)]
    [Description("Models whose policy does not tolerate these are not placed here; NoExecute also moves away those that are.")]
    public List<ClusterTaint>? Taints { get; set; }

    [ListSet, Count(64), Length(1, 63), Pattern(Patterns.Word)]
    [Description("What holds for this cluster in addition to what holds for the provider.")]
    public List<string>? Compliance { get; set; }

    [Default]
    [Description("Nothing new is placed here; what runs stays.")]
    public bool Cordoned { get; set; }

    [Count(256), Minimum(0), Maximum(100_000)]
    [Description("Round-trip time in milliseconds from the regions clients are in. Placement weighs the mean of them.")]
    public Dictionary<string, double>? LatencyMilliseconds { get; set; }

    [Description("How the operator reaches the cluster.")]
    public ClusterConnection Connection { get; set; } = new();

    [ListMap("name"), Count(64)]
    [Description("Node pools an autoscaler can enlarge, from zero too. Nodes that exist need no entry.")]
    public List<NodePool>? NodePools { get; set; }
}

/// <summary>How a member cluster is reached: exactly one of its fields.</summary>
[ValidationRule("(has(self.kubeconfigSecretRef) ? 1 : 0) + (has(self.clusterProfileRef) ? 1 : 0) + (has(self.inCluster) && self.inCluster ? 1 : 0) == 1",
    Message = "exactly one of kubeconfigSecretRef, clusterProfileRef and inCluster: true must be given")]
public sealed class ClusterConnection
{
    [Description("A Secret in the hub with a kubeconfig (token, client certificate or exec plugin).")]
    public KubeconfigReference? KubeconfigSecretRef { get; set; }

    [Description("A ClusterProfile in the hub (multicluster.x-k8s.io, cluster inventory API) that a cluster manager keeps. The operator's configuration names the programs that get credentials for it.")]
    public ClusterProfileReference? ClusterProfileRef { get; set; }

    [Description("The hub itself is the member.")]
    public bool? InCluster { get; set; }
}

/// <summary>Which ClusterProfile it is.</summary>
public sealed class ClusterProfileReference
{
    [Length(1, 63), Pattern(Patterns.DnsLabel)]
    [Description("Namespace of the ClusterProfile.")]
    public string Namespace { get; set; } = "";

    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("Name of the ClusterProfile.")]
    public string Name { get; set; } = "";
}

/// <summary>Where a kubeconfig is.</summary>
public sealed class KubeconfigReference
{
    [Length(1, 63), Pattern(Patterns.DnsLabel)]
    [Description("Namespace of the Secret.")]
    public string Namespace { get; set; } = "";

    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("Name of the Secret.")]
    public string Name { get; set; } = "";

    [Default, Length(1, 253), Pattern(Patterns.ConfigKey)]
    [Description("Key of the Secret that holds the kubeconfig.")]
    public string Key { get; set; } = "kubeconfig";
}
