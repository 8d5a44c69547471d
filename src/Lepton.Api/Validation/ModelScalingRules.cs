using Lepton.Api.Models;

namespace Lepton.Api.Validation;

/// <summary>Autoscaling.</summary>
internal static class ModelScalingRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        if (spec.Scaling is not { Engine: not ScalingEngine.None } scaling)
            return;
        checks.Range("spec.scaling.minReplicas", scaling.MinReplicas, 1, 10_000, "a number of replicas");
        checks.Range("spec.scaling.maxReplicas", scaling.MaxReplicas, 1, 10_000, "a number of replicas");
        checks.That(scaling.MinReplicas <= scaling.MaxReplicas, "spec.scaling.minReplicas", scaling.MinReplicas, $"at most maxReplicas, which is {scaling.MaxReplicas}");
        if (spec.Replicas is { } replicas and > 0 && scaling.MinReplicas <= scaling.MaxReplicas)
            checks.That(replicas >= scaling.MinReplicas && replicas <= scaling.MaxReplicas, "spec.replicas", replicas, $"from scaling.minReplicas {scaling.MinReplicas} to scaling.maxReplicas {scaling.MaxReplicas}");
        checks.Duration("spec.scaling.scaleDownDelay", scaling.ScaleDownDelay, TimeSpan.Zero, TimeSpan.FromDays(7));
        CheckMetrics(checks, spec, scaling);
    }

    private static void CheckMetrics(Checks checks, LeptonModelSpec spec, ModelScaling scaling)
    {
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
