using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.State;

/// <summary>
/// Tells a change that something may follow from from one that only reports. The operator itself writes heartbeats into the status of each provider every half minute; if each of them
/// were news, all members would be read and the fleet looked at once more for nothing.
/// </summary>
internal static class FleetNews
{
    /// <summary>Whether two states of one object differ in status at most: the server counts the generation up with every change of the spec, but not of metadata.</summary>
    public static bool OnlyStatus(V1ObjectMeta before, V1ObjectMeta after) =>
        before.Uid == after.Uid
        && before.Generation == after.Generation
        && before.DeletionTimestamp == after.DeletionTimestamp
        && Same(before.Labels, after.Labels)
        && Same(before.Annotations, after.Annotations)
        && (before.Finalizers ?? []).SequenceEqual(after.Finalizers ?? [], StringComparer.Ordinal);

    /// <summary>Whether two statuses say the same, the times of heartbeats aside.</summary>
    public static bool SameStatus(CloudProviderStatus? before, CloudProviderStatus? after) => JsonNode.DeepEquals(WithoutHeartbeats(before), WithoutHeartbeats(after));

    /// <summary>Whether two statuses say the same.</summary>
    public static bool SameStatus(Api.Policies.PlacementPolicyStatus? before, Api.Policies.PlacementPolicyStatus? after) =>
        JsonNode.DeepEquals(KubernetesJson.ToNode(before), KubernetesJson.ToNode(after));

    private static bool Same(Dictionary<string, string>? one, Dictionary<string, string>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0) && (one ?? []).All(pair => other!.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static JsonNode? WithoutHeartbeats(CloudProviderStatus? status)
    {
        var json = KubernetesJson.ToNode(status);
        foreach (var cluster in json?["clusters"]?.AsArray() ?? [])
            ((JsonObject)cluster!).Remove("lastHeartbeatTime");
        return json;
    }
}
