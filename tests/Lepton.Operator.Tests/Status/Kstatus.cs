using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Tests.Status;

/// <summary>
/// What kstatus makes of a custom resource (sigs.k8s.io/cli-utils/pkg/kstatus/status, generic.go and core.go: checkGenericProperties, then the condition Ready): what Flux waits for.
/// </summary>
internal static class Kstatus
{
    public static string Of(object resource)
    {
        var value = KubernetesJson.ToNode(resource)!;
        var conditions = (value["status"]?["conditions"] as JsonArray ?? []).ToDictionary(c => (string)c!["type"]!, c => (string)c!["status"]!, StringComparer.Ordinal);
        if (value["metadata"]!["deletionTimestamp"] is not null)
            return "Terminating";
        if (value["status"]?["observedGeneration"] is { } observed && (long)observed != (long)value["metadata"]!["generation"]!)
            return "InProgress";
        if (conditions.GetValueOrDefault("Reconciling") == "True")
            return "InProgress";
        if (conditions.GetValueOrDefault("Stalled") == "True")
            return "Failed";
        return conditions.GetValueOrDefault("Ready", "True") == "True" ? "Current" : "InProgress";
    }
}
