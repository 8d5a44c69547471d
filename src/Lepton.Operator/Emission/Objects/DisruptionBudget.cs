using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission.Objects;

/// <summary>Drains take a model's replicas one at a time. Replicas that are not ready serve nobody and may always be evicted: one that never starts must not block a drain.</summary>
internal static class DisruptionBudget
{
    public static DesiredObject Create(ModelScope scope)
    {
        var spec = new JsonObject
        {
            ["maxUnavailable"] = 1,
            ["selector"] = new JsonObject { ["matchLabels"] = scope.PodSelector() },
            ["unhealthyPodEvictionPolicy"] = "AlwaysAllow",
        };
        return scope.Own(ResourceDefinition.Of<V1PodDisruptionBudget>(), scope.ObjectName, new JsonObject { ["spec"] = spec });
    }
}
