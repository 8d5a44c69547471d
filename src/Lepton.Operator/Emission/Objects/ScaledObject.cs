using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Emission.Objects;

/// <summary>A ScaledObject of KEDA (https://keda.sh/docs/2.18/reference/scaledobject-spec/), whose kind a member has only where KEDA is installed.</summary>
[KubernetesEntity(Group = "keda.sh", ApiVersion = "v1alpha1", Kind = "ScaledObject", PluralName = "scaledobjects")]
internal sealed class ScaledObject : KubernetesObject
{
    /// <summary>Over one placement's Deployment, within this placement's part of the bounds; down to nothing where that is zero.</summary>
    public static DesiredObject Create(ModelScope scope, PlacementTarget target, string deployment)
    {
        var scaling = scope.Spec.Scaling!;
        var least = Math.Max(0, target.MinReplicas ?? 0);
        var spec = new JsonObject
        {
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = deployment },
            ["minReplicaCount"] = least,
            ["maxReplicaCount"] = Math.Max(Math.Max(1, least), target.MaxReplicas ?? target.Replicas),
            ["triggers"] = new JsonArray([.. (scaling.Triggers ?? []).Select(t => KubernetesJson.ToNode(t))]),
        };
        if (scaling.CooldownPeriodSeconds is { } cooldown)
            spec["cooldownPeriod"] = cooldown;
        if (scaling.Behavior is { Count: > 0 } behavior)
            spec["advanced"] = new JsonObject { ["horizontalPodAutoscalerConfig"] = new JsonObject { ["behavior"] = behavior.DeepClone() } };
        return scope.Own(ResourceDefinition.Of<ScaledObject>(), deployment, new JsonObject { ["spec"] = spec });
    }
}
