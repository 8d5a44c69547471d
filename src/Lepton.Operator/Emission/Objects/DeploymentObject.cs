using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission.Pods;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Emission.Objects;

/// <summary>The replicas of one placement.</summary>
internal static class DeploymentObject
{
    public static DesiredObject Create(ModelScope scope, PlacementTarget target, string name)
    {
        var spec = new JsonObject();
        var annotations = new JsonObject { [RevisionHash.Annotation] = RevisionTemplate.Hash(scope.Model) };
        // An autoscaler owns the number of replicas alone.
        if (!Autoscaler.Scales(scope, target))
        {
            spec["replicas"] = target.Replicas;
            annotations[ReplicasHandover.OwnedAnnotation] = "true";
        }

        spec["selector"] = new JsonObject { ["matchLabels"] = scope.PodSelector(target.Pool) };
        if (Strategy(scope, target) is { } strategy)
            spec["strategy"] = strategy;
        spec["template"] = PodTemplate.Create(new PodRequest(scope, [target]));
        return scope.Own(ResourceDefinition.Of<V1Deployment>(), name, new JsonObject { ["spec"] = spec }, annotations);
    }

    /// <summary>
    /// Up to three replicas, the server's default waits for a surplus pod before it removes an old one. On GPUs that are all taken the surplus pod never starts and the
    /// update never ends, so one old replica may go first. A single replica keeps the default: better an update that waits than a model that is away while its weights load.
    /// </summary>
    private static JsonObject? Strategy(ModelScope scope, PlacementTarget target)
    {
        var replicas = Autoscaler.Scales(scope, target) ? Autoscaler.Least(target) : target.Replicas;
        if (target.GpusPerReplica == 0 || replicas < 2)
            return null;
        return new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 1, ["maxUnavailable"] = 1 },
        };
    }
}
