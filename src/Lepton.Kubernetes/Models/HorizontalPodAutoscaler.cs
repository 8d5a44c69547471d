namespace Lepton.Kubernetes.Models;

/// <summary>Scales a workload by metrics.</summary>
[KubernetesEntity(Group = "autoscaling", ApiVersion = "v2", Kind = "HorizontalPodAutoscaler", PluralName = "horizontalpodautoscalers")]
public sealed class V2HorizontalPodAutoscaler : KubernetesObject, ISpec<V2HorizontalPodAutoscalerSpec>, IStatus<V2HorizontalPodAutoscalerStatus>
{
    public V2HorizontalPodAutoscalerSpec Spec { get; set; } = new();
    public V2HorizontalPodAutoscalerStatus? Status { get; set; }
}

/// <summary>Whom to scale, between which bounds, by what.</summary>
public sealed class V2HorizontalPodAutoscalerSpec : ExtensibleObject
{
    public V2CrossVersionObjectReference? ScaleTargetRef { get; set; }
    public int? MinReplicas { get; set; }
    public int MaxReplicas { get; set; }
    public List<V2MetricSpec>? Metrics { get; set; }
    public V2HorizontalPodAutoscalerBehavior? Behavior { get; set; }
}

/// <summary>The workload to scale, or the object a metric describes.</summary>
public sealed class V2CrossVersionObjectReference : ExtensibleObject
{
    public string? ApiVersion { get; set; }
    public string Kind { get; set; } = "";
    public string Name { get; set; } = "";
}

/// <summary>How fast to scale either way.</summary>
public sealed class V2HorizontalPodAutoscalerBehavior : ExtensibleObject
{
    public V2HPAScalingRules? ScaleUp { get; set; }
    public V2HPAScalingRules? ScaleDown { get; set; }
}

/// <summary>How fast to scale in one direction.</summary>
public sealed class V2HPAScalingRules : ExtensibleObject
{
    public int? StabilizationWindowSeconds { get; set; }
    public string? SelectPolicy { get; set; }
    public List<V2HPAScalingPolicy>? Policies { get; set; }
    public Quantity? Tolerance { get; set; }
}

/// <summary>At most this many pods or percent per period.</summary>
public sealed class V2HPAScalingPolicy : ExtensibleObject
{
    public string Type { get; set; } = "";
    public int Value { get; set; }
    public int PeriodSeconds { get; set; }
}

/// <summary>What the autoscaler sees and wants.</summary>
public sealed class V2HorizontalPodAutoscalerStatus : ExtensibleObject
{
    public long? ObservedGeneration { get; set; }
    public DateTimeOffset? LastScaleTime { get; set; }
    public int? CurrentReplicas { get; set; }
    public int DesiredReplicas { get; set; }
    public List<V2MetricStatus>? CurrentMetrics { get; set; }
    public List<V2HorizontalPodAutoscalerCondition>? Conditions { get; set; }
}

/// <summary>ScalingActive, AbleToScale or ScalingLimited.</summary>
public sealed class V2HorizontalPodAutoscalerCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public DateTimeOffset? LastTransitionTime { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
}
