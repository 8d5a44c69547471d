namespace Lepton.Kubernetes.Models;

/// <summary>Which nodes and neighbours a pod wants.</summary>
public sealed class V1Affinity : ExtensibleObject
{
    public V1NodeAffinity? NodeAffinity { get; set; }
    public V1PodAffinity? PodAffinity { get; set; }
    public V1PodAffinity? PodAntiAffinity { get; set; }
}

/// <summary>Which nodes.</summary>
public sealed class V1NodeAffinity : ExtensibleObject
{
    public V1NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
    public List<V1PreferredSchedulingTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>Terms of which at least one must match.</summary>
public sealed class V1NodeSelector : ExtensibleObject
{
    public List<V1NodeSelectorTerm>? NodeSelectorTerms { get; set; }
}

/// <summary>Requirements that must all match.</summary>
public sealed class V1NodeSelectorTerm : ExtensibleObject
{
    public List<V1NodeSelectorRequirement>? MatchExpressions { get; set; }
    public List<V1NodeSelectorRequirement>? MatchFields { get; set; }
}

/// <summary>A label and the values it must (not) have.</summary>
public sealed class V1NodeSelectorRequirement : ExtensibleObject
{
    public string Key { get; set; } = "";

    /// <summary>In, NotIn, Exists, DoesNotExist, Gt, Lt.</summary>
    public string Operator { get; set; } = "";
    public List<string>? Values { get; set; }
}

/// <summary>A preference with its weight, 1 to 100.</summary>
public sealed class V1PreferredSchedulingTerm : ExtensibleObject
{
    public int Weight { get; set; }
    public V1NodeSelectorTerm? Preference { get; set; }
}

/// <summary>Near which pods, or (as anti-affinity) away from which.</summary>
public sealed class V1PodAffinity : ExtensibleObject
{
    public List<V1PodAffinityTerm>? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
    public List<V1WeightedPodAffinityTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; set; }
}

/// <summary>A preference with its weight, 1 to 100.</summary>
public sealed class V1WeightedPodAffinityTerm : ExtensibleObject
{
    public int Weight { get; set; }
    public V1PodAffinityTerm? PodAffinityTerm { get; set; }
}

/// <summary>A set of pods and the topology in which they count as near.</summary>
public sealed class V1PodAffinityTerm : ExtensibleObject
{
    public V1LabelSelector? LabelSelector { get; set; }
    public List<string>? Namespaces { get; set; }
    public string TopologyKey { get; set; } = "";
    public V1LabelSelector? NamespaceSelector { get; set; }
    public List<string>? MatchLabelKeys { get; set; }
    public List<string>? MismatchLabelKeys { get; set; }
}
