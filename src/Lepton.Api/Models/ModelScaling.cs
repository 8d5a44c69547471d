using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>Autoscaling within the member clusters.</summary>
[ValidationRule("self.minReplicas <= self.maxReplicas", Message = "minReplicas must not exceed maxReplicas")]
[ValidationRule("self.minReplicas > 0 || self.engine == 'KEDA'", Message = "minReplicas 0 needs engine KEDA: a HorizontalPodAutoscaler has one replica at least", FieldPath = ".minReplicas")]
[ValidationRule("self.engine != 'KEDA' || (has(self.triggers) && self.triggers.size() > 0)", Message = "engine KEDA needs triggers", FieldPath = ".triggers")]
[ValidationRule("self.engine == 'KEDA' || !has(self.triggers)", Message = "triggers are for engine KEDA", FieldPath = ".triggers")]
[ValidationRule("self.engine != 'KEDA' || !has(self.metrics)", Message = "metrics are for engine HPA: engine KEDA scales by triggers", FieldPath = ".metrics")]
public sealed class ModelScaling
{
    [Default]
    [Description("What scales.")]
    public ScalingEngine Engine { get; set; } = ScalingEngine.HPA;

    [Default, Minimum(0), Maximum(10_000)]
    [Description("Least number of replicas over all clusters. With 0 (KEDA) the place of one is kept, so that it can come back at once.")]
    public int MinReplicas { get; set; } = 1;

    [Minimum(1), Maximum(10_000)]
    [Description("Largest number of replicas over all clusters.")]
    public int MaxReplicas { get; set; }

    [Default]
    [Description("How long fewer replicas have to have been enough in the members before the hub plans for fewer and gives their capacity back, such as 5m. More are planned for at once.")]
    public Duration ScaleDownDelay { get; set; } = "5m";

    [Count(16)]
    [Description("What is scaled by, as metrics of autoscaling/v2. Without any, 80 percent of the requested CPU.")]
    public List<ScalingMetric>? Metrics { get; set; }

    [Count(16)]
    [Description("What KEDA scales by, as triggers of a ScaledObject. A TriggerAuthentication they name has to be in the member clusters.")]
    public List<ScalingTrigger>? Triggers { get; set; }

    [Minimum(0), Maximum(604_800)]
    [Description("Seconds without activity after which KEDA scales to nothing. Without it, KEDA's own 300.")]
    public int? CooldownPeriodSeconds { get; set; }

    [PreserveUnknownFields]
    [Description("How fast it scales, as behavior of autoscaling/v2.")]
    public JsonObject? Behavior { get; set; }
}

/// <summary>A MetricSpec of autoscaling/v2, passed on as it is.</summary>
[PreserveUnknownFields]
public sealed class ScalingMetric
{
    [Pattern("^(Resource|ContainerResource|Pods|Object|External)$"), Length(17)]
    [Description("Resource, ContainerResource, Pods, Object or External; the field of that name describes the metric.")]
    public string Type { get; set; } = "";

    /// <summary>The rest of the metric. (No JsonObject: System.Text.Json 10 writes one as extension data with braces around it, which is no JSON.)</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Source { get; set; }
}

/// <summary>A trigger of a KEDA ScaledObject, passed on as it is.</summary>
[PreserveUnknownFields]
public sealed class ScalingTrigger
{
    [Length(1, 128)]
    [Description("The scaler, such as prometheus or kafka; metadata and the rest are as its page in KEDA's documentation says.")]
    public string Type { get; set; } = "";

    /// <summary>The rest of the trigger.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Source { get; set; }
}
