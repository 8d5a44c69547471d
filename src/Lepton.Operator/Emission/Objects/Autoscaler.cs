using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Scaling;

namespace Lepton.Operator.Emission.Objects;

/// <summary>A HorizontalPodAutoscaler (autoscaling/v2) over one placement's Deployment, within this placement's part of the bounds.</summary>
internal static class Autoscaler
{
    /// <summary>A placement of no replicas is on its way out: nothing may scale it up again. Where KEDA is not installed the plan's number stands.</summary>
    public static bool Scales(ModelScope scope, PlacementTarget target) =>
        MemberScaling.Applies(scope.Model) && target.Replicas > 0 && (scope.Spec.Scaling!.Engine != ScalingEngine.KEDA || scope.HasKeda);

    public static bool IsAutoscaler(ResourceDefinition resource) => resource == ResourceDefinition.Of<V2HorizontalPodAutoscaler>() || resource == ResourceDefinition.Of<ScaledObject>();

    public static int Least(PlacementTarget target) => Math.Max(1, target.MinReplicas ?? 1);

    public static DesiredObject Create(ModelScope scope, PlacementTarget target, string deployment)
    {
        if (scope.Spec.Scaling!.Engine == ScalingEngine.KEDA)
            return ScaledObject.Create(scope, target, deployment);
        var scaling = scope.Spec.Scaling!;
        var least = Least(target);
        var spec = new JsonObject
        {
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = deployment },
            ["minReplicas"] = least,
            ["maxReplicas"] = Math.Max(least, target.MaxReplicas ?? target.Replicas),
            ["metrics"] = Metrics(scaling),
        };
        if (scaling.Behavior is { Count: > 0 } behavior)
            spec["behavior"] = behavior.DeepClone();
        return scope.Own(ResourceDefinition.Of<V2HorizontalPodAutoscaler>(), deployment, new JsonObject { ["spec"] = spec });
    }

    private static JsonArray Metrics(ModelScaling scaling)
    {
        if (scaling.Metrics is { Count: > 0 } metrics)
            return new JsonArray([.. metrics.Select(m => KubernetesJson.ToNode(m))]);
        var target = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80 };
        return [new JsonObject { ["type"] = "Resource", ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = target } }];
    }
}
