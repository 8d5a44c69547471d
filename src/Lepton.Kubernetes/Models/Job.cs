namespace Lepton.Kubernetes.Models;

/// <summary>Pods that run to completion.</summary>
[KubernetesEntity(Group = "batch", ApiVersion = "v1", Kind = "Job", PluralName = "jobs")]
public sealed class V1Job : KubernetesObject, ISpec<V1JobSpec>, IStatus<V1JobStatus>
{
    public V1JobSpec Spec { get; set; } = new();
    public V1JobStatus? Status { get; set; }
}

/// <summary>How many pods must succeed, how many run at once.</summary>
public sealed class V1JobSpec : ExtensibleObject
{
    public int? Parallelism { get; set; }
    public int? Completions { get; set; }
    public long? ActiveDeadlineSeconds { get; set; }
    public V1PodFailurePolicy? PodFailurePolicy { get; set; }
    public int? BackoffLimit { get; set; }
    public int? BackoffLimitPerIndex { get; set; }
    public int? MaxFailedIndexes { get; set; }
    public V1LabelSelector? Selector { get; set; }
    public bool? ManualSelector { get; set; }
    public V1PodTemplateSpec? Template { get; set; }
    public int? TtlSecondsAfterFinished { get; set; }

    /// <summary>NonIndexed or Indexed.</summary>
    public string? CompletionMode { get; set; }
    public bool? Suspend { get; set; }
    public string? PodReplacementPolicy { get; set; }
    public string? ManagedBy { get; set; }
}

/// <summary>What to do by exit code or pod condition.</summary>
public sealed class V1PodFailurePolicy : ExtensibleObject
{
    public List<V1PodFailurePolicyRule>? Rules { get; set; }
}

/// <summary>One rule: an action and what calls for it.</summary>
public sealed class V1PodFailurePolicyRule : ExtensibleObject
{
    public string Action { get; set; } = "";
    public V1PodFailurePolicyOnExitCodes? OnExitCodes { get; set; }
    public List<V1PodFailurePolicyOnPodCondition>? OnPodConditions { get; set; }
}

/// <summary>Exit codes that call for the rule.</summary>
public sealed class V1PodFailurePolicyOnExitCodes : ExtensibleObject
{
    public string? ContainerName { get; set; }
    public string Operator { get; set; } = "";
    public List<int>? Values { get; set; }
}

/// <summary>A pod condition that calls for the rule.</summary>
public sealed class V1PodFailurePolicyOnPodCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string? Status { get; set; }
}
