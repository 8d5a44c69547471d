using Lepton.Api.Models;

namespace Lepton.Api.Validation;

/// <summary>Autoscaling.</summary>
internal static class ModelScalingRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        if (spec.Scaling is not { Engine: not ScalingEngine.None } scaling)
            return;
        var keda = scaling.Engine == ScalingEngine.KEDA;
        checks.Range("spec.scaling.minReplicas", scaling.MinReplicas, keda ? 0 : 1, 10_000, keda ? "a number of replicas" : "a number of replicas (0 needs engine KEDA)");
        checks.Range("spec.scaling.maxReplicas", scaling.MaxReplicas, 1, 10_000, "a number of replicas");
        checks.That(scaling.MinReplicas <= scaling.MaxReplicas, "spec.scaling.minReplicas", scaling.MinReplicas, $"at most maxReplicas, which is {scaling.MaxReplicas}");
        if (spec.Replicas is { } replicas and > 0 && scaling.MinReplicas <= scaling.MaxReplicas)
            checks.That(replicas >= scaling.MinReplicas && replicas <= scaling.MaxReplicas, "spec.replicas", replicas, $"from scaling.minReplicas {scaling.MinReplicas} to scaling.maxReplicas {scaling.MaxReplicas}");
        checks.Duration("spec.scaling.scaleDownDelay", scaling.ScaleDownDelay, TimeSpan.Zero, TimeSpan.FromDays(7));
        if (keda)
            CheckTriggers(checks, scaling);
        else
            CheckMetrics(checks, spec, scaling);
    }

    private static void CheckTriggers(Checks checks, ModelScaling scaling)
    {
        checks.That(scaling.Triggers is { Count: > 0 }, "spec.scaling.triggers", null, "at least one trigger: engine KEDA scales by them");
        checks.That(scaling.Metrics is null, "spec.scaling.metrics", scaling.Metrics?.Count, "no metrics: engine KEDA scales by triggers");
        for (var i = 0; i < (scaling.Triggers?.Count ?? 0); i++)
        {
            checks.That(scaling.Triggers![i].Type.Length > 0, $"spec.scaling.triggers[{i}].type", null, "the name of a scaler of KEDA");
            checks.That(scaling.Triggers[i].Source?.ContainsKey("metadata") == true, $"spec.scaling.triggers[{i}].metadata", null, "what the scaler is to look at");
        }
    }

    private static void CheckMetrics(Checks checks, LeptonModelSpec spec, ModelScaling scaling)
    {
        checks.That(scaling.Triggers is null, "spec.scaling.triggers", scaling.Triggers?.Count, "no triggers: they are for engine KEDA");
        if (scaling.Metrics is not { Count: > 0 } metrics)
        {
            checks.That(spec.Resources?.Requests?.ContainsKey("cpu") == true || spec.Resources?.Limits?.ContainsKey("cpu") == true, "spec.scaling.metrics", null,
                "metrics, or spec.resources.requests.cpu: without metrics it is scaled by the share of the requested CPU");
            return;
        }
        string[] kinds = ["Resource", "ContainerResource", "Pods", "Object", "External"];
        for (var i = 0; i < metrics.Count; i++)
        {
            var type = metrics[i].Type;
            var source = type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..];
            checks.That(kinds.Contains(type), $"spec.scaling.metrics[{i}].type", type, "Resource, ContainerResource, Pods, Object or External");
            if (kinds.Contains(type))
                checks.That(metrics[i].Source?.ContainsKey(source) == true, $"spec.scaling.metrics[{i}].{source}", null, $"the metric's description, because type is {type}");
        }
    }
}
